package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Pong;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Welcome;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final Duration PING = Duration.ofSeconds(30);

  private final FakeTimers timers = new FakeTimers();
  private final Owner owner = new Owner();
  private final Session session =
      new Session(
          owner,
          ClientSettings.standard(URI.create("ws://test.invalid/ws"), "phone"),
          "the token",
          timers);
  private final EmbeddedChannel channel = new EmbeddedChannel(session);

  private static final class Owner implements SessionOwner {
    final List<Long> pushes = new ArrayList<>();
    final List<ServerFrame> frames = new ArrayList<>();
    End end;
    boolean online;
    boolean overdue;

    @Override
    public long cursor() {
      return 41;
    }

    @Override
    public void welcome(Session session, Welcome welcome) {
      online = true;
    }

    @Override
    public void push(long firstSeq, Push push, long arrivedNanos) {
      pushes.add(firstSeq);
    }

    @Override
    public void frame(ServerFrame frame) {
      frames.add(frame);
    }

    @Override
    public boolean isOverdue() {
      return overdue;
    }

    @Override
    public void ended(End how) {
      assertThat(end).as("ended once").isNull();
      end = how;
    }
  }

  private void receive(ServerFrame.Builder frame) {
    channel.writeInbound(
        new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.build().toByteArray())));
  }

  private void online() {
    channel.pipeline().fireUserEventTriggered(ClientHandshakeStateEvent.HANDSHAKE_COMPLETE);
    receive(
        ServerFrame.newBuilder()
            .setWelcome(Welcome.newBuilder().setPingIntervalMs(PING.toMillis())));
    assertThat(owner.online).isTrue();
    written();
  }

  private List<ClientFrame.BodyCase> written() {
    timers.settle();
    List<ClientFrame.BodyCase> kinds = new ArrayList<>();
    for (BinaryWebSocketFrame frame = channel.readOutbound();
        frame != null;
        frame = channel.readOutbound()) {
      byte[] bytes = new byte[frame.content().readableBytes()];
      frame.content().readBytes(bytes);
      frame.release();
      try {
        kinds.add(ClientFrame.parseFrom(bytes).getBodyCase());
      } catch (InvalidProtocolBufferException malformed) {
        throw new AssertionError(malformed);
      }
    }
    return kinds;
  }

  @Test
  void handshake_done_logsIn() {
    channel.pipeline().fireUserEventTriggered(ClientHandshakeStateEvent.HANDSHAKE_COMPLETE);
    assertThat(written()).containsExactly(ClientFrame.BodyCase.LOGIN);
  }

  @Test
  void login_unanswered_isGivenUp() {
    channel.pipeline().fireUserEventTriggered(ClientHandshakeStateEvent.HANDSHAKE_COMPLETE);
    timers.pass(Duration.ofSeconds(10));
    assertThat(owner.end).isInstanceOf(SessionOwner.End.Lost.class);
  }

  @Test
  void online_pingsAfterASecondAndThenAtTheInterval() {
    online();
    timers.pass(Duration.ofSeconds(1));
    assertThat(written()).containsExactly(ClientFrame.BodyCase.PING);
    receive(ServerFrame.newBuilder().setPong(Pong.getDefaultInstance()));
    timers.pass(PING.minusMillis(1));
    assertThat(written()).isEmpty();
    timers.pass(Duration.ofMillis(1));
    assertThat(written()).containsExactly(ClientFrame.BodyCase.PING);
  }

  @Test
  void silent_forTwoIntervalsAndFiveSeconds_isGivenUp() {
    online();
    timers.pass(PING.multipliedBy(2).plusSeconds(5).minusMillis(1));
    assertThat(owner.end).isNull();
    timers.pass(Duration.ofMillis(1));
    assertThat(owner.end).isInstanceOf(SessionOwner.End.Lost.class);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anyFrame_endsTheSilence() {
    online();
    timers.pass(Duration.ofSeconds(60));
    receive(ServerFrame.newBuilder().setPush(Frames.push(1, 1)));
    timers.pass(Duration.ofSeconds(60));
    assertThat(owner.end).isNull();
    assertThat(owner.pushes).containsExactly(1L);
  }

  @Test
  void overdueSend_isGivenUpAtTheNextPing() {
    online();
    owner.overdue = true;
    timers.pass(Duration.ofSeconds(1));
    assertThat(owner.end).isInstanceOf(SessionOwner.End.Lost.class);
  }

  @Test
  void write_several_areFlushedTogether() {
    online();
    session.write(ClientFrame.newBuilder());
    session.write(ClientFrame.newBuilder());
    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(written()).hasSize(2);
  }

  @Test
  void ended_noTimerIsLeft() {
    online();
    var _ = channel.close();
    assertThat(timers.count()).isZero();
  }
}
