package dev.peal.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// One open connection, that can always be closed in bounded time. Thread-safe.
public final class RabbitConnection implements AutoCloseable {

  private static final int CLOSE_MILLIS = 2_000;

  private final Connection connection;
  private final AtomicReference<Socket> socket;

  RabbitConnection(Connection connection, AtomicReference<Socket> socket) {
    this.connection = connection;
    this.socket = socket;
  }

  /// The client's view of it.
  public Connection amqp() {
    return connection;
  }

  /// Opens a channel.
  ///
  /// @throws IOException the connection is gone, or has as many channels as the broker allows
  public Channel channel() throws IOException {
    Channel channel = connection.createChannel();
    if (channel == null) {
      throw new IOException("the broker allows no more channels on a connection");
    }
    return channel;
  }

  /// Closes it in order if the other side takes part within two seconds, else by closing the
  /// socket, which also ends a write that hangs. Never throws; harmless when closed.
  @Override
  public void close() {
    Thread closing = Thread.ofVirtual().start(() -> connection.abort(CLOSE_MILLIS));
    try {
      closing.join(Duration.ofMillis(CLOSE_MILLIS));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    sever();
  }

  /// Closes the socket, as when the network fails. Never throws.
  public void sever() {
    Socket open = socket.get();
    if (open == null) {
      return;
    }
    try {
      open.setSoLinger(true, 0);
      open.close();
    } catch (IOException alreadyGone) {
      // That is what was wanted.
    }
  }
}
