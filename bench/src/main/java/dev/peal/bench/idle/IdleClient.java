package dev.peal.bench.idle;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.Ping;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection that logs in and pings, and keeps nothing of what it hears: tens of thousands of
/// the project's own client would need more memory than what they measure.
///
/// Confined to the event loop of its channel, save where it says otherwise.
final class IdleClient extends ChannelInitializer<Channel> {
  private static final int MOST_BYTES = 64 * 1024;

  private final CompletableFuture<@Nullable Void> online = new CompletableFuture<>();
  private final URI server;
  private final String token;
  private volatile @Nullable Channel channel;

  IdleClient(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  /// Completes with the welcome; any thread may wait for it.
  CompletableFuture<@Nullable Void> online() {
    return online;
  }

  /// Whether it was welcomed and is still connected. Any thread may ask.
  boolean isOnline() {
    Channel open = channel;
    return online.isDone() && !online.isCompletedExceptionally() && open != null && open.isActive();
  }

  /// Ends the connection, and waits for that.
  void close() throws InterruptedException {
    Channel open = channel;
    if (open != null) {
      var _ = open.close().sync();
    }
  }

  @Override
  protected void initChannel(Channel made) {
    channel = made;
    WebSocketClientProtocolConfig webSocket =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(URI.create("ws://" + server.getRawAuthority() + "/ws"))
            .version(WebSocketVersion.V13)
            .subprotocol("peal.v1")
            .maxFramePayloadLength(MOST_BYTES)
            .build();
    made.pipeline()
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(MOST_BYTES))
        .addLast(new WebSocketClientProtocolHandler(webSocket))
        .addLast(new Session());
  }

  /// What follows the handshake.
  private final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        write(
            from,
            ClientFrame.newBuilder()
                .setLogin(Login.newBuilder().setToken(token).setDevice("idle"))
                .build());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, WebSocketFrame message)
        throws IOException {
      if (online.isDone() || !(message instanceof BinaryWebSocketFrame)) {
        return;
      }
      ServerFrame frame;
      try (ByteBufInputStream bytes = new ByteBufInputStream(message.content())) {
        frame = ServerFrame.parseFrom(bytes);
      }
      if (frame.hasWelcome()) {
        online.complete(null);
        long interval = Math.max(1_000, frame.getWelcome().getPingIntervalMs());
        long first = ThreadLocalRandom.current().nextLong(interval);
        var _ = from.executor().schedule(() -> ping(from, interval), first, TimeUnit.MILLISECONDS);
      } else {
        online.completeExceptionally(new IOException("the login was answered by " + frame));
      }
    }

    private void ping(ChannelHandlerContext to, long intervalMillis) {
      if (to.channel().isActive()) {
        write(to, ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()).build());
        var _ =
            to.executor()
                .schedule(() -> ping(to, intervalMillis), intervalMillis, TimeUnit.MILLISECONDS);
      }
    }

    private void write(ChannelHandlerContext to, ClientFrame frame) {
      var _ =
          to.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.toByteArray())));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
      online.completeExceptionally(cause);
      var _ = from.close();
    }
  }
}
