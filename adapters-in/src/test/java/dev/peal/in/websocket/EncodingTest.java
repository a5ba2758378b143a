package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Code;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncodingTest {

  @Test
  void protobuf_frame_isDecoded() {
    assertThat(binary(Frames.text(3, "g7", "a", "😀\u0000").toByteArray()))
        .isEqualTo(new Encoding.Decoded.Frame(Frames.text(3, "g7", "a", "😀\u0000")));
  }

  @Test
  void protobuf_unknownField_isIgnored() {
    Encoding.Decoded decoded = binary(new byte[] {0x08, 5, (byte) 0xfa, 0x3f, 1, 'x'});

    assertThat(decoded).isInstanceOf(Encoding.Decoded.Frame.class);
    assertThat(((Encoding.Decoded.Frame) decoded).frame().getId()).isEqualTo(5);
    assertThat(((Encoding.Decoded.Frame) decoded).frame().getBodyCase())
        .isEqualTo(ClientFrame.BodyCase.BODY_NOT_SET);
  }

  @Test
  void protobuf_rubbish_isMalformed() {
    assertThat(binary(new byte[] {1, 2, 3}))
        .isEqualTo(
            new Encoding.Decoded.Malformed(
                Code.MALFORMED_FRAME,
                "message: 3 bytes that are not a ClientFrame (expected: its protobuf encoding)"));
  }

  @Test
  void protobuf_stringThatIsNotUtf8_isMalformed() {
    // field 2 (login) with field 1 (token) = one byte that is no UTF-8
    assertThat(binary(new byte[] {0x12, 3, 0x0a, 1, (byte) 0xff}))
        .isInstanceOf(Encoding.Decoded.Malformed.class);
  }

  @Test
  void protobuf_tooDeep_isMalformed() {
    byte[] groups = new byte[10_000];
    java.util.Arrays.fill(groups, (byte) 0x7b);

    assertThat(binary(groups)).isInstanceOf(Encoding.Decoded.Malformed.class);
  }

  @Test
  void json_frame_isDecoded() {
    assertThat(text("{\"id\":\"3\",\"ping\":{},\"novelty\":[1]}"))
        .isEqualTo(new Encoding.Decoded.Frame(Frames.ping(3)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{",
        "[]",
        "null",
        "7",
        "{\"ping\":{}",
        "{\"ping\":{}} {\"ping\":{}}",
        "{\"ping\":7}",
        "{\"id\":\"x\"}",
        "{\"id\":-1}",
        "{\"ping\":{},\"sync\":{}}",
        "{\"sync\":{\"after\":9223372036854775808}}",
        "{\"sync\":{\"limit\":1.5}}",
        "{\"login\":{\"token\":\"\\ud800\"}}"
      })
  void json_wrong_isMalformed(String json) {
    assertThat(text(json))
        .isInstanceOfSatisfying(
            Encoding.Decoded.Malformed.class,
            malformed -> {
              assertThat(malformed.code()).isEqualTo(Code.MALFORMED_FRAME);
              assertThat(malformed.sentence())
                  .isEqualTo(
                      "message: "
                          + json.length()
                          + " bytes that are not a ClientFrame (expected: its protobuf JSON"
                          + " mapping)");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void json_tooDeep_isMalformed(String opening) {
    assertThat(text("{\"x\":" + opening.repeat(250_000 / opening.length())))
        .isInstanceOf(Encoding.Decoded.Malformed.class);
    String closing = opening.equals("[") ? "]" : "1}";
    int levels = 100_000;
    assertThat(
            text(
                "{\"x\":"
                    + opening.repeat(levels)
                    + closing.substring(0, closing.length() - 1)
                    + closing.substring(closing.length() - 1).repeat(levels)
                    + "}"))
        .isInstanceOf(Encoding.Decoded.Malformed.class);
  }

  @Test
  void json_bytesThatAreNotUtf8_areMalformed() {
    ByteBuf bytes =
        Unpooled.copiedBuffer(
            "{\"login\":{\"token\":\"_\"}}", java.nio.charset.StandardCharsets.US_ASCII);
    bytes.setByte(bytes.indexOf(0, bytes.readableBytes(), (byte) '_'), 0xff);

    assertThat(decode(Encoding.JSON, new TextWebSocketFrame(bytes)))
        .isInstanceOf(Encoding.Decoded.Malformed.class);
  }

  @Test
  void json_surrogatePair_isOneCharacter() {
    assertThat(text("{\"login\":{\"token\":\"\\ud83d\\ude00\"}}"))
        .isInstanceOfSatisfying(
            Encoding.Decoded.Frame.class,
            decoded -> assertThat(decoded.frame().getLogin().getToken()).isEqualTo("😀"));
  }

  @Test
  void otherKindOfMessage_isWrongEncoding() {
    assertThat(decode(Encoding.PROTOBUF, new TextWebSocketFrame("{}")))
        .isEqualTo(
            new Encoding.Decoded.Malformed(
                Code.WRONG_ENCODING,
                "message: text (expected: binary, as subprotocol peal.v1 has it)"));
    assertThat(decode(Encoding.JSON, new BinaryWebSocketFrame(Unpooled.EMPTY_BUFFER)))
        .isEqualTo(
            new Encoding.Decoded.Malformed(
                Code.WRONG_ENCODING,
                "message: binary (expected: text, as subprotocol peal.v1.json has it)"));
  }

  private static Encoding.Decoded binary(byte[] bytes) {
    return decode(Encoding.PROTOBUF, new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
  }

  private static Encoding.Decoded text(String json) {
    return decode(Encoding.JSON, new TextWebSocketFrame(json));
  }

  private static Encoding.Decoded decode(Encoding encoding, WebSocketFrame frame) {
    try {
      return encoding.decode(frame);
    } finally {
      assertThat(frame.refCnt()).isEqualTo(1);
      frame.release();
    }
  }
}
