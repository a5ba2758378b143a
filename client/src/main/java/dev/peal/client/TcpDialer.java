package dev.peal.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.URI;
import java.util.List;

/// Opens TCP connections with the transport of the event loop: the first to the first server, and
/// each later one, since the one before ended or was not made, to the next. Confined to the loop of
/// its client.
final class TcpDialer implements Dialer {
  private static final int DEFAULT_PORT = 80;
  private static final int LEAST_READ_BYTES = 256;
  private static final int FIRST_READ_BYTES = 4 * 1024;
  private static final int MOST_READ_BYTES = 256 * 1024;

  private final List<URI> servers;
  private final int timeoutMillis;
  private int next;

  /// `servers` is not empty.
  TcpDialer(List<URI> servers, int timeoutMillis) {
    this.servers = List.copyOf(servers);
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public ChannelFuture dial(EventLoop loop, ChannelInitializer<?> initializer) {
    URI server = servers.get(next);
    next = (next + 1) % servers.size();
    boolean epoll = loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
    Class<? extends SocketChannel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    return new Bootstrap()
        .group(loop)
        .channel(type)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES, FIRST_READ_BYTES, MOST_READ_BYTES))
        .handler(initializer)
        .connect(server.getHost(), server.getPort() < 0 ? DEFAULT_PORT : server.getPort());
  }
}
