package dev.peal.in.websocket;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/// How the frames of a session are written: one for each subprotocol.
enum Encoding {
  /// Binary messages with the protobuf encoding.
  PROTOBUF("peal.v1"),
  /// Text messages with the protobuf JSON mapping.
  JSON("peal.v1.json");

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();
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
        case JSON -> {
          if (!(frame instanceof TextWebSocketFrame text)) {
            yield new Decoded.Malformed(
                Code.WRONG_ENCODING,
                "message: binary (expected: text, as subprotocol peal.v1.json has it)");
          }
          ClientFrame.Builder builder = ClientFrame.newBuilder();
          PARSER.merge(text.text(), builder);
          yield new Decoded.Frame(builder.build());
        }
      };
    } catch (InvalidProtocolBufferException notOne) {
      return new Decoded.Malformed(
          Code.MALFORMED_FRAME,
          "message: "
              + frame.content().readableBytes()
              + " bytes that are not a ClientFrame (expected: its "
              + (this == PROTOBUF ? "protobuf encoding)" : "protobuf JSON mapping)"));
    }
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
