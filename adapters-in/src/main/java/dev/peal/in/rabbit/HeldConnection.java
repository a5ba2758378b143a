package dev.peal.in.rabbit;

import com.rabbitmq.client.Channel;
import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.RabbitConnection;
import dev.peal.rabbit.RabbitConnections;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A connection that several threads share; whoever finds it closed opens another. Thread-safe.
final class HeldConnection implements AutoCloseable {

  private final RabbitConnections connections;
  private final String purpose;
  private final OutageLog outages;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable RabbitConnection open;
  private boolean closed;

  HeldConnection(RabbitConnections connections, String purpose, OutageLog outages) {
    this.connections = connections;
    this.purpose = purpose;
    this.outages = outages;
  }

  /// A new channel; connects first when it has to, which blocks.
  ///
  /// @throws StoreUnavailable the broker cannot be reached
  /// @throws IOException the connection went away meanwhile; the next call opens another
  Channel channel() throws IOException {
    return connection().channel();
  }

  /// What is said of the failures of those who use it; the queues are its parts.
  OutageLog outages() {
    return outages;
  }

  private RabbitConnection connection() {
    lock.lock();
    try {
      if (closed) {
        throw new StoreUnavailable("the node is going down", true);
      }
      RabbitConnection held = open;
      if (held == null || !held.amqp().isOpen()) {
        if (held != null) {
          held.sever();
        }
        held = connections.open(purpose);
        open = held;
      }
      return held;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (open != null) {
        open.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
