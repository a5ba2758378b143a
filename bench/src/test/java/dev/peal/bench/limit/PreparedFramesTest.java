package dev.peal.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreparedFramesTest {
  private static final int MESSAGES = 700;
  private static final PreparedFrames FRAMES = PreparedFrames.of(MESSAGES);

  /// What a client reads out of a stream of bytes.
  private static List<Push> pushes(byte[] stream) throws Exception {
    EmbeddedChannel client =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(false)
                    .maxFramePayloadLength(1 << 20)
                    .build()));
    client.writeInbound(Unpooled.copiedBuffer(stream));
    List<Push> pushes = new ArrayList<>();
    for (BinaryWebSocketFrame frame = client.readInbound();
        frame != null;
        frame = client.readInbound()) {
      pushes.add(ServerFrame.parseFrom(frame.content().nioBuffer()).getPush());
      frame.release();
    }
    assertThat(client.finish()).isFalse();
    return pushes;
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void stream_holdsEveryMessageOnce_withItsSeq(Variant variant) throws Exception {
    List<Long> seqs = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    for (Push push : pushes(FRAMES.stream(variant))) {
      for (int i = 0; i < push.getMessagesCount(); i++) {
        seqs.add(push.getFirstSeq() + i);
        messages.add(push.getMessages(i));
      }
    }

    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
    assertThat(messages).extracting(Message::getPosition).isSorted().doesNotHaveDuplicates();
    assertThat(messages).extracting(Message::getClientId).doesNotHaveDuplicates();
  }

  @Test
  void stream_framesAreAsManyAsItsVariantSays() throws Exception {
    assertThat(pushes(FRAMES.stream(Variant.FLUSH_ONCE))).hasSize(MESSAGES);
    assertThat(pushes(FRAMES.stream(Variant.JOINED_FRAMES))).hasSize(MESSAGES);
    assertThat(pushes(FRAMES.stream(Variant.ONE_FRAME))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void writes_areTheStreamInPieces(Variant variant) {
    byte[] written =
        Unpooled.wrappedBuffer(FRAMES.writes(variant).toArray(byte[][]::new)).copy().array();

    assertThat(written).isEqualTo(FRAMES.stream(variant));
    assertThat(FRAMES.writes(variant)).hasSize(variant == Variant.FLUSH_ONCE ? MESSAGES : 1);
  }
}
