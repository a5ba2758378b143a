package dev.peal.in.websocket;

import dev.peal.protocol.v1.Closing;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands what happens on one channel to its [Connection]: WebSocket frames decoded, failures told
/// apart. Confined to its channel's event loop.
final class SessionHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final Logger log = LoggerFactory.getLogger(SessionHandler.class);

  private final Gateway gateway;
  private final Encoding encoding;
  private @Nullable Connection connection;

  SessionHandler(Gateway gateway, Encoding encoding) {
    this.gateway = gateway;
    this.encoding = encoding;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Connection begun = new Connection(gateway, ctx, encoding);
    connection = begun;
    begun.begin();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection().closed();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    connection().writable(ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case TooLongFrameException tooLong -> connection().tooLarge();
      case CorruptedWebSocketFrameException corrupted
          when corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ->
          connection().tooLarge();
      case CorruptedWebSocketFrameException corrupted ->
          connection().refuse(Closing.Reason.PROTOCOL_ERROR, "that was not a WebSocket frame", 0);
      case IOException lost -> ctx.close();
      default -> {
        log.error("A connection failed", cause);
        ctx.close();
      }
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (!connection().hears()) {
      if (frame instanceof CloseWebSocketFrame) {
        ctx.close();
      }
      return;
    }
    switch (frame) {
      case TextWebSocketFrame text -> decode(text);
      case BinaryWebSocketFrame binary -> decode(binary);
      case PingWebSocketFrame ping ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame close -> {
        connection().closed();
        Farewell.close(ctx.channel(), close.retain(), gateway.settings().writeTimeout());
      }
      default -> {}
    }
  }

  private void decode(WebSocketFrame frame) {
    switch (encoding.decode(frame)) {
      case Encoding.Decoded.Frame(var decoded) -> connection().handle(decoded);
      case Encoding.Decoded.Malformed(var code, var sentence) ->
          connection().malformed(code, sentence);
    }
  }

  private Connection connection() {
    Connection begun = connection;
    if (begun == null) {
      throw new IllegalStateException("the handler is in no pipeline");
    }
    return begun;
  }
}
