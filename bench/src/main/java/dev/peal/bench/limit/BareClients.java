package dev.peal.bench.limit;

import dev.peal.bench.run.BenchFailed;
import dev.peal.client.ClientLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Connections to a [BareServer] that do nothing but compare every byte that comes with what has to
/// come. All on one event loop, as the clients of a burst are.
final class BareClients implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 60;
  private static final int READ_BYTES = 64 * 1024;
  private static final int MOST_HANDSHAKE_BYTES = 8 * 1024;

  private final EventLoopGroup loop = ClientLoops.create(1);
  private final List<BareConnection> connections = new ArrayList<>();
  private final PreparedFrames frames;

  BareClients(PreparedFrames frames) {
    this.frames = frames;
  }

  /// Connects some more, one after the other.
  ///
  /// @param server as in `http://127.0.0.1:8080`
  void connect(URI server, int count) throws InterruptedException {
    URI webSocket = URI.create("ws://" + server.getRawAuthority() + BareServer.PATH);
    for (int i = 0; i < count; i++) {
      BareConnection connection = new BareConnection();
      dial(webSocket, connection);
      get(connection.open, "a bare client cannot connect");
      connections.add(connection);
    }
  }

  /// Has the server write one round, and waits for all of it.
  ///
  /// @return from sending the trigger to the last byte at the last connection, in milliseconds
  /// @throws BenchFailed when something else came than what was to come, or not all of it
  double round(Variant variant) throws InterruptedException {
    BareRound round = new BareRound(frames.stream(variant), connections.size());
    loop.execute(() -> {
      connections.forEach(connection -> connection.begin(round));
      round.begin();
      connections.getFirst().trigger(variant);
    });
    return get(round.complete, "a round of the bare server, " + variant.words());
  }

  private void dial(URI webSocket, BareConnection connection) {
    Class<? extends SocketChannel> transport =
        Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder().webSocketUri(webSocket).build();
    new Bootstrap()
        .group(loop)
        .channel(transport)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(connection)
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(MOST_HANDSHAKE_BYTES))
                    .addLast(new WebSocketClientProtocolHandler(config))
                    .addLast(connection.new Opened());
              }
            })
        .connect(webSocket.getHost(), webSocket.getPort())
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            connection.open.completeExceptionally(connected.cause());
          }
        });
  }

  private static <T> T get(CompletableFuture<T> future, String what) throws InterruptedException {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new BenchFailed(what, failure.getCause());
    } catch (TimeoutException late) {
      throw new BenchFailed(what + ": not done within " + TIMEOUT_SECONDS + " s");
    }
  }

  @Override
  public void close() {
    connections.forEach(BareConnection::close);
    var _ = loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
  }
}
