package dev.peal.bench.limit;

import dev.peal.client.ClientLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A WebSocket server that does nothing but write prepared frames to all its connections whenever
/// one of them sends a frame, whose first byte is the code of a [Variant]. A program of its own,
/// with the transport and as many event loops as Peal's server has.
final class BareServer {
  static final String PATH = "/ws";

  private static final int BACKLOG = 4_096;
  private static final int MOST_HANDSHAKE_BYTES = 8 * 1024;
  private static final WriteBufferWaterMark NO_WATER_MARK =
      new WriteBufferWaterMark(Integer.MAX_VALUE - 1, Integer.MAX_VALUE);

  private final PreparedFrames frames;
  private final EventLoopGroup loops =
      ClientLoops.create(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  private final Map<EventLoop, LoopConnections> connections = new ConcurrentHashMap<>();

  private BareServer(PreparedFrames frames) {
    this.frames = frames;
  }

  /// Serves until its input ends; says on standard output where.
  ///
  /// @param arguments how many messages a round has
  public static void main(String[] arguments) throws IOException {
    BareServer server = new BareServer(PreparedFrames.of(Integer.parseInt(arguments[0])));
    InetSocketAddress address = server.listen();
    System.out.println(
        "listening on http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    while (System.in.read() >= 0) {
      // Nothing is said.
    }
    System.exit(0);
  }

  private InetSocketAddress listen() {
    Class<? extends ServerChannel> transport =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    Channel listener =
        new ServerBootstrap()
            .group(loops)
            .channel(transport)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, NO_WATER_MARK)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return (InetSocketAddress) listener.localAddress();
  }

  private void accept(Channel channel) {
    channel
        .pipeline()
        // What is written at the first handler passes no other.
        .addLast(new ChannelInboundHandlerAdapter())
        .addLast(new HttpServerCodec())
        .addLast(new HttpObjectAggregator(MOST_HANDSHAKE_BYTES))
        .addLast(
            new WebSocketServerProtocolHandler(
                WebSocketServerProtocolConfig.newBuilder().websocketPath(PATH).build()))
        .addLast(new Member());
  }

  private LoopConnections of(EventLoop loop) {
    return connections.computeIfAbsent(loop, fresh -> new LoopConnections(frames));
  }

  /// Writes to every connection, each loop to its own; this one's come last, so that the others
  /// need not wait.
  private void write(EventLoop here, Variant variant) {
    connections.forEach((loop, members) -> {
      if (!loop.inEventLoop()) {
        loop.execute(() -> members.write(variant));
      }
    });
    of(here).write(variant);
  }

  private final class Member extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        of(ctx.channel().eventLoop()).add(ctx.pipeline().firstContext());
      }
      super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
      of(ctx.channel().eventLoop()).remove(ctx.pipeline().firstContext());
      super.channelInactive(ctx);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      if (frame instanceof BinaryWebSocketFrame) {
        write(ctx.channel().eventLoop(), Variant.of(frame.content().getByte(0)));
      }
    }
  }
}
