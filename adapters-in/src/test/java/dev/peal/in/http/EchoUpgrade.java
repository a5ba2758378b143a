package dev.peal.in.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/// Makes a WebSocket, as the server's own upgrade does, that sends every text back.
final class EchoUpgrade implements Upgrade {

  @Override
  public void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    ctx.pipeline().addLast(new Echo());
    var _ =
        new WebSocketServerHandshakerFactory("ws://peal.test/ws", "peal.v1,peal.v1.json", false)
            .newHandshaker(request)
            .handshake(ctx.channel(), request);
  }

  private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
      var _ = ctx.writeAndFlush(frame.retain());
    }
  }
}
