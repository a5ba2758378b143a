package dev.peal.client;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Welcome;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The server's end of the protocol over Netty's in-memory transport: a test reads each frame and
/// writes each answer.
final class FakeServer implements AutoCloseable {
  final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
  private final LocalAddress address = new LocalAddress(FakeServer.class);
  private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
  private final Channel listening;

  FakeServer() throws InterruptedException {
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(LocalServerChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(8192),
                            new WebSocketServerProtocolHandler("/ws", "peal.v1"),
                            new Connection());
                  }
                })
            .bind(address)
            .sync()
            .channel();
  }

  Dialer dialer() {
    return (loop, initializer) ->
        new Bootstrap()
            .group(loop)
            .channel(LocalChannel.class)
            .handler(initializer)
            .connect(address);
  }

  /// The next connection that a client has opened.
  Connection connection() throws InterruptedException {
    Connection connection = connections.poll(10, TimeUnit.SECONDS);
    if (connection == null) {
      throw new AssertionError("no client connected");
    }
    return connection;
  }

  /// The next connection, logged in.
  Connection online(long latestSeq) throws InterruptedException {
    Connection connection = connection();
    ClientFrame login = connection.next();
    connection.answer(
        login,
        ServerFrame.newBuilder()
            .setWelcome(Welcome.newBuilder().setLatestSeq(latestSeq).setPingIntervalMs(30_000)));
    return connection;
  }

  boolean hasNoMoreConnections() {
    return connections.isEmpty();
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /// One accepted connection.
  final class Connection extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
    private final BlockingQueue<ClientFrame> frames = new LinkedBlockingQueue<>();
    private Channel channel;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        connections.add(this);
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame frame)
        throws Exception {
      byte[] bytes = new byte[frame.content().readableBytes()];
      frame.content().readBytes(bytes);
      frames.add(ClientFrame.parseFrom(bytes));
    }

    ClientFrame next() throws InterruptedException {
      ClientFrame frame = frames.poll(10, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("the client sent nothing");
      }
      return frame;
    }

    void answer(ClientFrame to, ServerFrame.Builder frame) {
      write(frame.setReplyTo(to.getId()));
    }

    void write(ServerFrame.Builder frame) {
      writeBytes(frame.build().toByteArray());
    }

    void writeBytes(byte[] bytes) {
      channel
          .writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)))
          .syncUninterruptibly();
    }

    void cut() {
      channel.close().syncUninterruptibly();
    }

    void awaitClosed() throws InterruptedException {
      if (!channel.closeFuture().await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("the client did not close");
      }
    }
  }
}
