package dev.peal.in.websocket;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// How the frames of a session are written: one for each subprotocol.
enum Encoding {
  /// Binary messages with the protobuf encoding.
  PROTOBUF("peal.v1"),
  /// Text messages with the protobuf JSON mapping.
  JSON("peal.v1.json");

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();
  private static final JsonFactory STRICT = new JsonFactory();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private final String subprotocol;

  Encoding(String subprotocol) {
    this.subprotocol = subprotocol;
  }

  String subprotocol() {
    return subprotocol;
  }

  /// What came out of decoding a WebSocket message.
  sealed interface Decoded {
    record Frame(ClientFrame frame) implements Decoded {}

    record Malformed(Code code, String sentence) implements Decoded {}
  }

  /// Decodes a text or binary message; the frame stays the caller's.
  Decoded decode(WebSocketFrame frame) {
    try {
      return switch (this) {
        case PROTOBUF ->
            frame instanceof BinaryWebSocketFrame
                ? new Decoded.Frame(ClientFrame.parseFrom(frame.content().nioBuffer()))
                : new Decoded.Malformed(
                    Code.WRONG_ENCODING,
                    "message: text (expected: binary, as subprotocol peal.v1 has it)");
        case JSON ->
            frame instanceof TextWebSocketFrame
                ? parse(frame)
                : new Decoded.Malformed(
                    Code.WRONG_ENCODING,
                    "message: binary (expected: text, as subprotocol peal.v1.json has it)");
      };
    } catch (InvalidProtocolBufferException notOne) {
      return malformed(frame);
    }
  }

  private Decoded malformed(WebSocketFrame frame) {
    return new Decoded.Malformed(
        Code.MALFORMED_FRAME,
        "message: "
            + frame.content().readableBytes()
            + " bytes that are not a ClientFrame (expected: its "
            + (this == PROTOBUF ? "protobuf encoding)" : "protobuf JSON mapping)"));
  }

  private Decoded parse(WebSocketFrame text) throws InvalidProtocolBufferException {
    String json;
    try {
      json = StandardCharsets.UTF_8.newDecoder().decode(text.content().nioBuffer()).toString();
    } catch (CharacterCodingException notUtf8) {
      return malformed(text);
    }
    if (!isOneValue(json)) {
      return malformed(text);
    }
    ClientFrame.Builder builder = ClientFrame.newBuilder();
    PARSER.merge(json, builder);
    ClientFrame frame = builder.build();
    return encodable(frame) ? new Decoded.Frame(frame) : malformed(text);
  }

  /// Whether a text is JSON and nothing follows. The parser of the mapping stops behind the first
  /// value and would lose a second one, and recurses as deep as it is led.
  private static boolean isOneValue(String json) {
    try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException notJson) {
      return false;
    }
  }

  /// Whether all strings of a message are Unicode text. JSON can also spell halves of surrogate
  /// pairs, which protobuf cannot carry.
  private static boolean encodable(Message message) {
    return message.getAllFields().values().stream()
        .allMatch(value ->
            switch (value) {
              case Message inner -> encodable(inner);
              case String text -> StandardCharsets.UTF_8.newEncoder().canEncode(text);
              default -> true;
            });
  }

  WebSocketFrame encode(ServerFrame frame) {
    return switch (this) {
      case PROTOBUF -> new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.toByteArray()));
      case JSON -> new TextWebSocketFrame(json(frame));
    };
  }

  static String json(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("only unknown Any types cannot be printed", impossible);
    }
  }
}
