package dev.peal.in.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The listening socket of the server and all HTTP behind it; WebSockets begin here and are handed
/// over to an [Upgrade]. Thread-safe; [#start] and [#close] block.
public final class HttpServer implements AutoCloseable {

  /// Of the request line, and of every single line after it.
  static final int LINE_MAX = 8_192;

  /// Of all headers of one request together.
  static final int HEADERS_MAX = 16_384;

  private static final int CHUNK_MAX = 16_384;
  private static final int PIPELINE_DEPTH = 64;
  private static final int BACKLOG = 4_096;
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final HttpSettings settings;
  private final HttpMetrics metrics;
  private final HttpConnection.Shared shared;
  private volatile @Nullable Channel listener;

  /// @param state whether the server takes work, for `/readyz`; called on event loops, must not
  ///   block
  /// @param executor runs one task a request; a virtual thread each. Not closed here
  public HttpServer(
      HttpSettings settings,
      UseCases useCases,
      Supplier<NodeState> state,
      PrometheusMeterRegistry registry,
      Executor executor,
      Upgrade upgrade) {
    this.settings = settings;
    this.metrics = new HttpMetrics(registry);
    Origins origins = new Origins(settings.allowedOrigins());
    List<Route> routes = Routes.of(useCases, state, registry);
    Dispatcher dispatcher =
        new Dispatcher(
            new Router(routes),
            new Authorization(useCases.authenticate(), settings.adminToken()),
            metrics,
            executor,
            settings.maxConcurrentRequests());
    this.shared =
        new HttpConnection.Shared(
            settings,
            dispatcher,
            new Handshake(origins),
            origins,
            upgrade,
            new RequestBody.Budget(
                (long) settings.maxConcurrentRequests() * settings.maxBodyBytes()),
            ConcurrentHashMap.newKeySet());
  }

  /// Listens, with the transport that `group` was made for: epoll or NIO. Accepts and serves on its
  /// event loops; the group is not closed here.
  ///
  /// @throws UncheckedIOException when the address cannot be listened on
  public void start(EventLoopGroup group) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(transportOf(group))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                })
            .bind(settings.host(), settings.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new UncheckedIOException(
          "server.host, server.port: %s:%d cannot be listened on any more: %s (expected: a free port of this machine)"
              .formatted(settings.host(), settings.port(), bound.cause().getMessage()),
          new IOException(bound.cause()));
    }
    listener = bound.channel();
  }

  /// The port listened on.
  public int port() {
    @Nullable Channel channel = listener;
    if (channel == null) {
      throw new IllegalStateException("server: not started (expected: start first)");
    }
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /// Stops accepting, lets the requests under way be answered, for a few seconds at most, and
  /// closes the connections that speak HTTP. WebSockets stay: they are their owner's. Repeating it
  /// is harmless. Not on an event loop.
  @Override
  public void close() {
    @Nullable Channel channel = listener;
    if (channel == null) {
      return;
    }
    channel.close().awaitUninterruptibly();
    Set<HttpConnection> open = Set.copyOf(shared.open());
    open.forEach(HttpConnection::drain);
    long deadline = System.nanoTime() + DRAIN.toNanos();
    for (HttpConnection connection : open) {
      long left = deadline - System.nanoTime();
      if (shared.open().contains(connection)
          && !connection.channel().closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
        var _ = connection.channel().close();
      }
    }
  }

  /// Serves a connection that was accepted.
  void accept(Channel channel) {
    if (!metrics.connectionOpened(settings.maxConnections())) {
      var _ = channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> metrics.connectionClosed());
    new HttpConnection(channel, shared).install(codec());
  }

  static HttpServerCodec codec() {
    return new HttpServerCodec(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_MAX)
            .setMaxHeaderSize(HEADERS_MAX)
            .setMaxChunkSize(CHUNK_MAX),
        PIPELINE_DEPTH);
  }

  private static Class<? extends ServerChannel> transportOf(EventLoopGroup group) {
    return group instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class)
        ? EpollServerSocketChannel.class
        : NioServerSocketChannel.class;
  }
}
