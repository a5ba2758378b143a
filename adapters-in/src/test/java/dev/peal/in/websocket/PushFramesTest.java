package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.peal.domain.message.Recipients;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PushFramesTest {

  /// What a frame of these batches has besides the text, found by trying.
  private static final int MOST_BESIDES_TEXT = 80;

  private final EmbeddedChannel server = new EmbeddedChannel();
  private final EmbeddedChannel client =
      new EmbeddedChannel(
          new WebSocket13FrameDecoder(
              WebSocketDecoderConfig.newBuilder()
                  .expectMaskedFrames(false)
                  .maxFramePayloadLength(1 << 20)
                  .build()));

  @AfterEach
  void close() {
    server.finishAndReleaseAll();
    client.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 126, 127, 511, 512, 65_535, 65_536, 65_537})
  void binary_payloadsAroundEveryHeaderForm_decodeToTheBatch(int payloadBytes) throws Exception {
    PushFrames frames = ofPayload(payloadBytes);

    WebSocketFrame frame = written(frames, Encoding.PROTOBUF, 42).getFirst();

    assertThat(frame).isInstanceOf(BinaryWebSocketFrame.class);
    assertThat(frame.isFinalFragment()).isTrue();
    assertThat(frame.content().readableBytes()).isEqualTo(payloadBytes);
    Push push = ServerFrame.parseFrom(frame.content().nioBuffer()).getPush();
    assertThat(push.getFirstSeq()).isEqualTo(42);
    assertThat(push.getConversation()).isEqualTo("g7");
    assertThat(push.getMessages(0).getContent().getText().getText()).matches("x+");
    assertThat(push.getMessages(0).getPosition()).isEqualTo(1);
    frame.release();
    frames.release();
  }

  @Test
  void binary_smallBatch_isTheseBytes() {
    PushFrames frames = new PushFrames(Batches.text(5, 1, "hi"));

    frames.writeTo(server, Encoding.PROTOBUF, 0x0102);
    server.flush();

    ByteBuf bytes = server.readOutbound();
    byte[] written = new byte[bytes.readableBytes()];
    bytes.readBytes(written);
    bytes.release();
    // final binary frame of 40; field 4 of 38: first_seq (fixed64), conversation, one message
    assertThat(written)
        .startsWith(0x82, 0x28, 0x22, 0x26, 0x09, 0x02, 0x01, 0, 0, 0, 0, 0, 0)
        .endsWith(0x2a, 0x06, 0x0a, 0x04, 0x0a, 0x02, 'h', 'i')
        .hasSize(42);
    frames.release();
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void firstSeq_extremes_arrive(Encoding encoding) throws Exception {
    for (String text : List.of("short", "long".repeat(1_000))) {
      PushFrames frames = new PushFrames(Batches.text(5, 1, text));

      List<WebSocketFrame> written = written(frames, encoding, 1, 127, 128, Long.MAX_VALUE);

      assertThat(pushes(written))
          .extracting(Push::getFirstSeq)
          .containsExactly(1L, 127L, 128L, Long.MAX_VALUE);
      frames.release();
    }
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void batch_ofManyMessages_arrivesWhole(Encoding encoding) throws Exception {
    String[] texts = {"one", "\"quoted\\ {}\n\u0000", "שלום\u200f", "😀".repeat(500), "<script>"};
    PushFrames frames = new PushFrames(Batches.texts(Recipients.none(), texts));

    Push push = pushes(written(frames, encoding, 9)).getFirst();

    assertThat(frames.size()).isEqualTo(texts.length);
    assertThat(push.getMessagesList())
        .extracting(message -> message.getContent().getText().getText())
        .containsExactly(texts);
    assertThat(push.getMessagesList())
        .extracting(message -> message.getPosition())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    frames.release();
  }

  @Test
  void json_isATextMessage() {
    PushFrames frames = new PushFrames(Batches.text(5, 1, "hi"));

    WebSocketFrame frame = written(frames, Encoding.JSON, 3).getFirst();

    assertThat(frame).isInstanceOf(TextWebSocketFrame.class);
    assertThat(((TextWebSocketFrame) frame).text())
        .startsWith("{\"push\":{\"firstSeq\":\"3\",\"conversation\":\"g7\",\"messages\":[{");
    frame.release();
    frames.release();
  }

  @Test
  void largeTail_isSharedAndNotCopied() {
    PushFrames frames = new PushFrames(Batches.text(5, 1, "x".repeat(2_000)));

    frames.writeTo(server, Encoding.PROTOBUF, 1);
    frames.writeTo(server, Encoding.PROTOBUF, 2);
    server.flush();

    List<ByteBuf> parts = new ArrayList<>();
    for (ByteBuf part; (part = server.readOutbound()) != null; ) {
      parts.add(part);
    }
    assertThat(parts).hasSize(4);
    // the batch's own count, and one for each channel's part
    assertThat(parts.get(1).refCnt()).isEqualTo(3);
    assertThat(parts.get(3).refCnt()).isEqualTo(3);
    parts.forEach(ByteBuf::release);
    frames.release();
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void release_byTheLastOwner_freesTheTail(Encoding encoding) {
    PushFrames frames = new PushFrames(Batches.text(5, 1, "x".repeat(2_000))).prepare();
    frames.retain();
    frames.writeTo(server, encoding, 1);
    server.flush();
    server.<ByteBuf>readOutbound().release();
    ByteBuf tail = server.readOutbound();

    frames.release();
    assertThat(tail.refCnt()).isEqualTo(2);
    frames.release();
    assertThat(tail.refCnt()).isEqualTo(1);
    tail.release();

    assertThat(tail.refCnt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 2_000})
  void writeTo_closedChannel_keepsNothing(int textLength) {
    PushFrames frames = new PushFrames(Batches.text(5, 1, "x".repeat(textLength)));
    EmbeddedChannel other = new EmbeddedChannel();
    frames.writeTo(other, Encoding.PROTOBUF, 1);
    other.flush();
    other.<ByteBuf>readOutbound().release();
    ByteBuf tail = textLength > 512 ? other.readOutbound() : null;
    server.close();

    frames.writeTo(server, Encoding.PROTOBUF, 1);
    frames.release();

    if (tail != null) {
      assertThat(tail.refCnt()).isEqualTo(1);
      tail.release();
    }
    assertThat(server.outboundMessages()).isEmpty();
    other.finishAndReleaseAll();
  }

  private static PushFrames ofPayload(int payloadBytes) {
    for (int besides = 30; besides < MOST_BESIDES_TEXT; besides++) {
      PushFrames frames =
          new PushFrames(Batches.text(5, 1, "x".repeat(Math.max(1, payloadBytes - besides))));
      EmbeddedChannel probe = new EmbeddedChannel();
      frames.writeTo(probe, Encoding.PROTOBUF, 1);
      probe.flush();
      int bytes =
          probe.outboundMessages().stream().mapToInt(b -> ((ByteBuf) b).readableBytes()).sum();
      probe.finishAndReleaseAll();
      int header = payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10;
      if (bytes == header + payloadBytes) {
        return frames;
      }
      frames.release();
    }
    throw new AssertionError("no batch makes a payload of " + payloadBytes + " bytes");
  }

  private List<WebSocketFrame> written(PushFrames frames, Encoding encoding, long... firstSeqs) {
    for (long firstSeq : firstSeqs) {
      frames.writeTo(server, encoding, firstSeq);
    }
    server.flush();
    for (ByteBuf part; (part = server.readOutbound()) != null; ) {
      client.writeInbound(part);
    }
    List<WebSocketFrame> received = new ArrayList<>();
    for (WebSocketFrame frame; (frame = client.readInbound()) != null; ) {
      received.add(frame);
    }
    assertThat(received).hasSize(firstSeqs.length);
    return received;
  }

  private static List<Push> pushes(List<WebSocketFrame> frames) throws Exception {
    List<Push> pushes = new ArrayList<>();
    for (WebSocketFrame frame : frames) {
      ServerFrame.Builder builder = ServerFrame.newBuilder();
      if (frame instanceof TextWebSocketFrame text) {
        JsonFormat.parser().merge(text.text(), builder);
      } else {
        builder.mergeFrom(ServerFrame.parseFrom(frame.content().nioBuffer()));
      }
      frame.release();
      pushes.add(builder.getPush());
    }
    return pushes;
  }
}
