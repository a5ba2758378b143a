package dev.peal.bench.limit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One connection to a bare server: the first handler, which takes the raw bytes once the handshake
/// is done. Confined to its event loop, but for [#open].
final class BareConnection extends ChannelInboundHandlerAdapter {
  /// Completes with the handshake.
  final CompletableFuture<ChannelHandlerContext> open = new CompletableFuture<>();

  private @Nullable BareRound round;
  private int received;

  /// From now on, what comes belongs to this round.
  void begin(BareRound next) {
    round = next;
    received = 0;
  }

  /// Asks the server to write.
  void trigger(Variant variant) {
    ChannelHandlerContext last = open.join();
    ByteBuf code = Unpooled.wrappedBuffer(new byte[] {variant.code()});
    var _ = last.writeAndFlush(new BinaryWebSocketFrame(code));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (round == null) {
      ctx.fireChannelRead(message);
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    received = round.read(bytes, received);
    bytes.release();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (round == null) {
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    open.completeExceptionally(new IllegalStateException("the connection ended"));
    if (round != null) {
      round.ended();
    }
    ctx.fireChannelInactive();
  }

  void close() {
    if (open.isDone() && !open.isCompletedExceptionally()) {
      var _ = open.join().channel().close();
    }
  }

  /// The last handler, which learns of the handshake and sends frames.
  final class Opened extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        open.complete(ctx);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      open.completeExceptionally(cause);
    }
  }
}
