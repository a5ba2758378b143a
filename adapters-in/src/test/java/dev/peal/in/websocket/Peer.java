package dev.peal.in.websocket;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;

/// The client's end of an [EmbeddedConnection].
final class Peer {

  final EmbeddedConnection connection;
  private final Encoding encoding;
  private final EmbeddedChannel decoder =
      new EmbeddedChannel(
          new WebSocket13FrameDecoder(
              WebSocketDecoderConfig.newBuilder()
                  .expectMaskedFrames(false)
                  .maxFramePayloadLength(1 << 24)
                  .build()));
  private boolean toldToClose;

  Peer(EmbeddedConnection connection, Encoding encoding) {
    this.connection = connection;
    this.encoding = encoding;
  }

  void send(ClientFrame frame) {
    try {
      raw(
          encoding == Encoding.PROTOBUF
              ? new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.toByteArray()))
              : new TextWebSocketFrame(JsonFormat.printer().print(frame)));
    } catch (InvalidProtocolBufferException impossible) {
      throw new AssertionError(impossible);
    }
  }

  void raw(WebSocketFrame frame) {
    connection.writeInbound(frame);
  }

  /// What came since the last time.
  List<ServerFrame> received() {
    for (ByteBuf bytes; (bytes = connection.readOutbound()) != null; ) {
      decoder.writeInbound(bytes);
    }
    List<ServerFrame> frames = new ArrayList<>();
    for (WebSocketFrame frame; (frame = decoder.readInbound()) != null; frame.release()) {
      switch (frame) {
        case CloseWebSocketFrame close -> toldToClose = true;
        case BinaryWebSocketFrame binary -> frames.add(parsed(binary));
        case TextWebSocketFrame text -> frames.add(parsed(text));
        default -> {}
      }
    }
    return frames;
  }

  private static ServerFrame parsed(WebSocketFrame frame) {
    try {
      if (frame instanceof TextWebSocketFrame text) {
        ServerFrame.Builder builder = ServerFrame.newBuilder();
        JsonFormat.parser().merge(text.text(), builder);
        return builder.build();
      }
      return ServerFrame.parseFrom(frame.content().nioBuffer());
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }

  /// The only frame that came since the last time.
  ServerFrame answer() {
    List<ServerFrame> frames = received();
    if (frames.size() != 1) {
      throw new AssertionError("expected one frame, got " + frames);
    }
    return frames.getFirst();
  }

  /// The reason of the `Closing` that came last, behind which the connection was closed in order.
  Closing.Reason closedWith() {
    return closing().getReason();
  }

  /// As [#closedWith], the whole of it.
  Closing closing() {
    List<ServerFrame> frames = received();
    if (frames.isEmpty() || !toldToClose || connection.isOpen()) {
      throw new AssertionError(
          "expected an end, got "
              + frames
              + ", close frame "
              + toldToClose
              + ", open "
              + connection.isOpen());
    }
    return frames.getLast().getClosing();
  }

  boolean toldToClose() {
    received();
    return toldToClose;
  }
}
