package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Ping;
import dev.peal.protocol.v1.Pong;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Text;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JsonFramesTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new JsonFrames());

  @AfterEach
  void close() {
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  /// What a session gets of a text.
  private ServerFrame read(String json) throws Exception {
    channel.writeInbound(new TextWebSocketFrame(json));
    BinaryWebSocketFrame frame = channel.readInbound();
    try {
      return ServerFrame.parseFrom(frame.content().nioBuffer());
    } finally {
      frame.release();
    }
  }

  private static ServerFrame push(long firstSeq, String text) {
    return ServerFrame.newBuilder()
        .setPush(
            Push.newBuilder()
                .setFirstSeq(firstSeq)
                .setConversation("g7")
                .addMessages(
                    Message.newBuilder()
                        .setPosition(3)
                        .setSender(9)
                        .setContent(Content.newBuilder().setText(Text.newBuilder().setText(text)))))
        .build();
  }

  private static String json(String firstSeq, String text) {
    return "{\"push\":{\"firstSeq\":\""
        + firstSeq
        + "\",\"conversation\":\"g7\",\"messages\":[{\"position\":\"3\",\"sender\":\"9\",\"content\":"
        + "{\"text\":{\"text\":\""
        + text
        + "\"}}}]}}";
  }

  @Test
  void write_frame_isTextInTheJsonMapping() {
    byte[] ping =
        ClientFrame.newBuilder().setId(5).setPing(Ping.getDefaultInstance()).build().toByteArray();

    channel.writeOutbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(ping)));

    TextWebSocketFrame text = channel.readOutbound();
    assertThat(text.text()).isEqualTo("{\"id\":\"5\",\"ping\":{}}");
    text.release();
  }

  @Test
  void read_anyFrame_isThatFrame() throws Exception {
    assertThat(read("{\"replyTo\":\"4\",\"pong\":{\"latestSeq\":\"12\"}}"))
        .isEqualTo(
            ServerFrame.newBuilder()
                .setReplyTo(4)
                .setPong(Pong.newBuilder().setLatestSeq(12))
                .build());
  }

  @Test
  void read_pushesThatDifferInTheFirstSeqOrTheRest_areEachAsSent() throws Exception {
    assertThat(read(json("1", "hé"))).isEqualTo(push(1, "hé"));
    assertThat(read(json("900719925474099", "hé"))).isEqualTo(push(900_719_925_474_099L, "hé"));
    assertThat(read(json("1", "ho"))).isEqualTo(push(1, "ho"));
    assertThat(read(json("1", "hé"))).isEqualTo(push(1, "hé"));
    assertThat(read(json("2", "x".repeat(40_000)))).isEqualTo(push(2, "x".repeat(40_000)));
  }

  @Test
  void read_pushInAnotherLayout_isThatPushToo() throws Exception {
    assertThat(
            read(
                "{ \"push\": {\"conversation\":\"g7\",\"firstSeq\":\"8\",\"messages\":[{\"position\":3,"
                    + "\"sender\":\"9\",\"content\":{\"text\":{\"text\":\"a\"}}}]}}"))
        .isEqualTo(push(8, "a"));
  }

  @Test
  void read_morePushesThanAreKept_areEachAsSent() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 30; i++) {
        assertThat(read(json("7", "text " + i))).isEqualTo(push(7, "text " + i));
      }
    }
  }
}
