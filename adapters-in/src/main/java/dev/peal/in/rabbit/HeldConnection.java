package dev.peal.in.rabbit;

import com.rabbitmq.client.Channel;
import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.RabbitConnection;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A connection that several threads share; whoever finds it closed opens another. Thread-safe.
final class HeldConnection implements AutoCloseable {

  private final Supplier<RabbitConnection> opener;
  private final OutageLog outages;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable RabbitConnection open;
  private boolean closed;

  HeldConnection(Supplier<RabbitConnection> opener, OutageLog outages) {
    this.opener = opener;
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
        held = opener.get();
        open = held;
      }
      return held;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the connection as when the network fails; the next [#channel] opens another. Does not
  /// wait.
  void sever() {
    lock.lock();
    try {
      if (open != null) {
        open.sever();
      }
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
