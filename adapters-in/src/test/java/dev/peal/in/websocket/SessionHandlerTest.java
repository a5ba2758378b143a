package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.PostMessage;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The life of a connection, and what comes of its frames.
final class SessionHandlerTest {

  private SessionRig rig = new SessionRig(4);

  @AfterEach
  void close() {
    rig.close();
  }

  // ---- waiting -------------------------------------------------------------------------------

  @Test
  void noLogin_isClosedInTime() {
    Peer peer = rig.connect();
    assertThat(rig.gateway.waiting()).isEqualTo(1);

    rig.pass(SessionRig.LOGIN.minusMillis(100));
    assertThat(peer.connection.isOpen()).isTrue();
    rig.pass(Duration.ofMillis(200));

    Closing closing = peer.closing();
    assertThat(closing.getReason()).isEqualTo(Closing.Reason.LOGIN_TIMEOUT);
    assertThat(closing.getReconnectAfterMs()).isPositive();
    assertThat(rig.gateway.waiting()).isZero();
  }

  @Test
  void noLogin_peerTakesNothing_isCutOffInTime() {
    Peer peer = rig.connect();
    peer.connection.block();

    rig.pass(SessionRig.LOGIN);
    assertThat(rig.gateway.waiting()).isZero();
    rig.pass(SessionRig.WRITE);

    assertThat(peer.connection.isOpen()).isFalse();
  }

  @Test
  void login_endsTheDeadline() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    rig.pass(SessionRig.LOGIN.multipliedBy(2));

    assertThat(peer.connection.isOpen()).isTrue();
    assertThat(rig.gateway.waiting()).isZero();
    assertThat(rig.gateway.sessions()).isEqualTo(1);
  }

  @Test
  void frames_beforeLogin_areRefusedAndTheLoginStillTaken() {
    Peer peer = rig.connect();

    peer.send(Frames.ping(7));

    ServerFrame refused = peer.answer();
    assertThat(refused.getReplyTo()).isEqualTo(7);
    assertThat(refused.getError().getCode()).isEqualTo(Code.NOT_LOGGED_IN);
    assertThat(refused.getError().getMessage()).isEqualTo("frame: ping (expected: login first)");
    peer.send(Frames.login("user 5", "phone", 0));
    rig.settle();
    assertThat(peer.answer().hasWelcome()).isTrue();
  }

  @Test
  void faults_beforeLogin_areLimited() {
    Peer peer = rig.connect();

    for (int i = 0; i < Connection.MAX_FAULTS; i++) {
      peer.send(Frames.ping(i + 1));
    }

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.PROTOCOL_ERROR);
    assertThat(rig.gateway.waiting()).isZero();
  }

  @Test
  void login_expiredToken_isRefused() {
    Peer peer = rig.connect();

    peer.send(Frames.login("expired", "phone", 0));

    List<ServerFrame> frames = peer.received();
    assertThat(frames.getFirst().getError().getCode()).isEqualTo(Code.EXPIRED_TOKEN);
    assertThat(frames.getFirst().getReplyTo()).isEqualTo(1);
    assertThat(frames.getLast().getClosing().getReason()).isEqualTo(Closing.Reason.LOGIN_REFUSED);
    assertThat(frames.getLast().getClosing().getReconnectAfterMs()).isZero();
    assertThat(rig.gateway.waiting()).isZero();
  }

  @Test
  void login_badToken_isRefusedWithoutShowingIt() {
    Peer peer = rig.connect();

    peer.send(Frames.login("forged", "phone", 0));

    List<ServerFrame> frames = peer.received();
    assertThat(frames.getFirst().getError().getCode()).isEqualTo(Code.INVALID_TOKEN);
    assertThat(frames.getFirst().getError().getMessage()).isEqualTo("login.token: not good");
    assertThat(frames.toString()).doesNotContain("forged");
  }

  @Test
  void waiting_tooMany_areRefusedAndLaterOnesTaken() {
    rig.close();
    rig = new SessionRig(3, SessionRig.settings(1, 1_000));
    Peer first = rig.connect();

    Peer second = rig.connect();

    ServerFrame refused = second.received().getFirst();
    assertThat(refused.getClosing().getReason()).isEqualTo(Closing.Reason.OVERLOAD);
    assertThat(refused.getClosing().getReconnectAfterMs()).isPositive();
    assertThat(second.connection.isOpen()).isFalse();
    assertThat(rig.gateway.waiting()).isEqualTo(1);
    first.send(Frames.login("user 5", "phone", 0));
    rig.settle();
    assertThat(rig.connect().connection.isOpen()).isTrue();
  }

  // ---- open ----------------------------------------------------------------------------------

  @Test
  void login_twice_isRefusedAndTheSessionGoesOn() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.send(Frames.login("user 6", "phone", 0));
    rig.settle();

    assertThat(peer.answer().getError().getCode()).isEqualTo(Code.ALREADY_LOGGED_IN);
    rig.deliver(Batches.text(5, 1, "hi"));
    assertThat(peer.answer().hasPush()).isTrue();
  }

  @Test
  void send_goesToTheUseCaseInTheSessionsName() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.send(Frames.text(2, "@6", "m-1", "hi"));

    var draft = rig.useCases.posted.getFirst();
    assertThat(draft.sender().value()).isEqualTo(5);
    assertThat(draft.conversation().toString()).isEqualTo("d5-6");
    assertThat(draft.receivedAtMillis()).isEqualTo(rig.time.wallMillis());
    rig.useCases
        .replies
        .getFirst()
        .answer(new PostMessage.Outcome.Posted(ConversationId.parse("d5-6").get(), 3, false));
    rig.settle();
    ServerFrame answer = peer.answer();
    assertThat(answer.getReplyTo()).isEqualTo(2);
    assertThat(answer.getAccepted().getClientId()).isEqualTo("m-1");
    assertThat(answer.getAccepted().getPosition()).isEqualTo(3);
  }

  @Test
  void send_bad_isRefusedWithItsClientId() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.send(Frames.text(2, "x", "m-1", "hi"));
    rig.settle();

    ServerFrame answer = peer.answer();
    assertThat(answer.getError().getField()).isEqualTo("send.conversation");
    assertThat(answer.getError().getClientId()).isEqualTo("m-1");
    assertThat(rig.useCases.posted).isEmpty();
  }

  @Test
  void read_historyAndSync_reachTheirUseCases() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.send(Frames.read(2, "g7", 4));
    peer.send(Frames.history(3, "g7", 9, 10));
    peer.send(Frames.sync(4, 2, 0));
    rig.settle();

    assertThat(rig.useCases.calls)
        .containsExactly("opened", "mark g7 4", "history g7 9 10", "page 2 500");
    assertThat(peer.received()).extracting(ServerFrame::getReplyTo).containsExactly(2L, 3L, 4L);
  }

  @Test
  void unknownFrame_isAnswered() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.send(ClientFrame.newBuilder().setId(4).build());
    rig.settle();

    ServerFrame answer = peer.answer();
    assertThat(answer.getReplyTo()).isEqualTo(4);
    assertThat(answer.getError().getCode()).isEqualTo(Code.UNKNOWN_FRAME);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void faults_inARow_endTheSession(boolean decodable) {
    Peer peer = rig.loggedIn(5, "phone", 0);

    for (int i = 0; i < Connection.MAX_FAULTS; i++) {
      assertThat(peer.connection.isOpen()).isTrue();
      wrong(peer, decodable);
    }
    rig.settle();

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.PROTOCOL_ERROR);
    assertThat(rig.useCases.present).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void faults_withGoodFramesBetween_areSurvived(boolean decodable) {
    Peer peer = rig.loggedIn(5, "phone", 0);

    for (int i = 0; i < 3 * Connection.MAX_FAULTS; i++) {
      wrong(peer, decodable);
      if (i % 5 == 0) {
        peer.send(Frames.ping(1));
      }
    }

    assertThat(peer.connection.isOpen()).isTrue();
  }

  private static void wrong(Peer peer, boolean decodable) {
    if (decodable) {
      peer.send(ClientFrame.newBuilder().setId(4).build());
    } else {
      peer.raw(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1, 2, 3})));
    }
  }

  @Test
  void wrongEncoding_isAnsweredEitherWay() {
    Peer binary = rig.connect(Encoding.PROTOBUF);
    Peer json = rig.connect(Encoding.JSON);

    binary.raw(new TextWebSocketFrame("{}"));
    json.raw(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(Frames.ping(1).toByteArray())));

    assertThat(binary.answer().getError().getCode()).isEqualTo(Code.WRONG_ENCODING);
    assertThat(json.answer().getError().getCode()).isEqualTo(Code.WRONG_ENCODING);
  }

  @Test
  void json_worksThroughout() {
    Peer peer = rig.connect(Encoding.JSON);

    peer.send(Frames.login("user 5", "phone", 0));
    rig.settle();
    rig.deliver(Batches.text(5, 1, "hi"));
    peer.send(Frames.ping(2));
    rig.settle();

    List<ServerFrame> frames = peer.received();
    assertThat(frames.get(0).hasWelcome()).isTrue();
    assertThat(frames.get(1).getPush().getFirstSeq()).isEqualTo(1);
    assertThat(frames.get(2).hasPong()).isTrue();
  }

  @Test
  void tooLargeFrame_isToldAndCloses() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.connection.pipeline().fireExceptionCaught(new TooLongFrameException("too long"));
    rig.settle();

    List<ServerFrame> frames = peer.received();
    assertThat(frames.getFirst().getError().getCode()).isEqualTo(Code.TOO_LARGE);
    assertThat(frames.getFirst().getError().getMessage())
        .isEqualTo("frame: larger than the limit (expected: at most 262144 bytes)");
    assertThat(frames.getLast().getClosing().getReason()).isEqualTo(Closing.Reason.PROTOCOL_ERROR);
    assertThat(peer.connection.isOpen()).isFalse();
  }

  @Test
  void corruptFrame_closes() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.connection
        .pipeline()
        .fireExceptionCaught(
            new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR, "bad"));
    rig.settle();

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.PROTOCOL_ERROR);
  }

  // ---- WebSocket -----------------------------------------------------------------------------

  @Test
  void webSocketPing_isAnsweredAndCountsAsHeard() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.pass(SessionRig.IDLE.minusSeconds(1));

    peer.raw(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {7})));
    rig.pass(Duration.ofSeconds(10));

    assertThat(peer.connection.isOpen()).isTrue();
    assertThat(peer.connection.outboundMessages()).isNotEmpty();
  }

  @Test
  void closeFrame_isAnsweredAndEndsTheSession() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.raw(new CloseWebSocketFrame(1001, "bye"));
    rig.settle();

    assertThat(peer.toldToClose()).isTrue();
    assertThat(peer.connection.isOpen()).isFalse();
    assertThat(rig.useCases.present).isEmpty();
    assertThat(rig.gateway.sessions()).isZero();
  }

  @Test
  void closeFrame_peerTakesNothing_isCutOffInTime() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.connection.block();
    peer.raw(new CloseWebSocketFrame(1001, "bye"));

    rig.pass(SessionRig.WRITE);

    assertThat(peer.connection.isOpen()).isFalse();
  }

  // ---- pace ----------------------------------------------------------------------------------

  @Test
  void tooManyFrames_areReadMoreSlowly() {
    rig.close();
    rig = new SessionRig(1, SessionRig.settings(100, 10));
    Peer peer = rig.loggedIn(5, "phone", 0);

    for (int i = 0; i < 30; i++) {
      peer.send(Frames.ack(0));
    }

    assertThat(peer.connection.config().isAutoRead()).isFalse();
    rig.pass(Duration.ofMillis(2_500));
    assertThat(peer.connection.config().isAutoRead()).isTrue();
  }

  @Test
  void whileNotRead_aSessionIsNeitherIdleNorLate() {
    rig.close();
    rig = new SessionRig(1, SessionRig.settings(100, 1));
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 1, "hi"));
    for (int i = 0; i < 100; i++) {
      peer.send(Frames.ack(0));
    }
    peer.received();

    rig.pass(Duration.ofSeconds(95));

    assertThat(peer.connection.config().isAutoRead()).isFalse();
    assertThat(peer.connection.isOpen()).isTrue();
    assertThat(peer.received()).isEmpty();
    rig.pass(SessionRig.IDLE.plusSeconds(10));
    assertThat(peer.connection.isOpen()).isFalse();
  }

  @Test
  void unwritable_isNotRead() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.connection.block();
    rig.deliver(Batches.text(5, 1, "x".repeat(EmbeddedConnection.HIGH)));
    assertThat(peer.connection.config().isAutoRead()).isFalse();

    peer.connection.unblock();

    assertThat(peer.connection.config().isAutoRead()).isTrue();
  }

  // ---- going down ----------------------------------------------------------------------------

  @Test
  void sendAway_tellsAllToComeBack() {
    Peer waiting = rig.connect();
    Peer session = rig.loggedIn(5, "phone", 0);

    var closed = rig.gateway.sendAway();
    rig.settle();

    ServerFrame last = session.received().getLast();
    assertThat(closed).hasSize(2).allMatch(ChannelFuture::isSuccess);
    assertThat(last.getClosing().getReason()).isEqualTo(Closing.Reason.DRAINING);
    assertThat(last.getClosing().getReconnectAfterMs()).isBetween(1L, 5_001L);
    assertThat(waiting.closedWith()).isEqualTo(Closing.Reason.DRAINING);
    assertThat(rig.useCases.present).isEmpty();
    assertThat(rig.gateway.sessions()).isZero();
    assertThat(rig.gateway.waiting()).isZero();
  }

  @Test
  void draining_newConnectionsAreSentAway() {
    rig.gateway.drain();

    Peer peer = rig.connect();

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.DRAINING);
    assertThat(rig.gateway.waiting()).isZero();
  }

  @Test
  void connectionLost_freesItsPlace() {
    Peer peer = rig.connect();

    peer.connection.close();

    assertThat(rig.gateway.waiting()).isZero();
    assertThat(rig.gateway.sessions()).isZero();
  }
}
