package dev.peal.in.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.rabbit.ReadGate;
import dev.peal.rabbit.RecordsInHand;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What arrives on one channel, between the client's thread, which puts it in, and the worker,
/// which takes it out. Bounded by the prefetch, and all of a node together in bytes by the gate.
/// After the end nothing comes out any more: what is left was not acknowledged, and comes again.
/// Thread-safe.
final class Arrivals implements Consumer {

  private final RecordsInHand inHand;
  private final ReadGate gate;
  private final Runnable heard;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Delivered> arrived = new ArrayDeque<>();
  private @Nullable String ended;
  private boolean cancelled;
  private long records;
  private long bytes;

  /// @param gate counts the bytes
  /// @param heard called for everything that comes
  Arrivals(RecordsInHand inHand, ReadGate gate, Runnable heard) {
    this.inHand = inHand;
    this.gate = gate;
    this.heard = heard;
  }

  /// Waits for a message; nothing after the end.
  @Nullable Delivered take() throws InterruptedException {
    lock.lock();
    try {
      while (arrived.isEmpty() && ended == null) {
        changed.await();
      }
      return ended == null ? arrived.remove() : null;
    } finally {
      lock.unlock();
    }
  }

  /// The next message, if one is there or comes within a time.
  @Nullable Delivered poll(long waitNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos;
      while (arrived.isEmpty() && ended == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      return ended == null ? arrived.poll() : null;
    } finally {
      lock.unlock();
    }
  }

  /// Notes that so many records, and so many bytes of messages, were acknowledged.
  void acknowledged(int some, long someBytes) {
    lock.lock();
    try {
      if (ended == null) {
        count(-some, -someBytes);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends it, for a reason; the first one stays.
  void end(String why) {
    lock.lock();
    try {
      if (ended == null) {
        ended = why;
        arrived.clear();
        count(-records, -bytes);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Why it ended; nothing as long as it has not.
  @Nullable String ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /// Whether it ended since the broker cancelled the consumer.
  boolean cancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  private void count(long change, long byteChange) {
    records += change;
    inHand.add(change);
    bytes += byteChange;
    gate.add(byteChange);
  }

  @Override
  public void handleDelivery(
      String consumer, Envelope envelope, BasicProperties properties, byte[] body) {
    heard.run();
    var delivered =
        new Delivered(envelope.getDeliveryTag(), envelope.isRedeliver(), properties, body);
    lock.lock();
    try {
      if (ended == null) {
        arrived.add(delivered);
        count(delivered.isTick() ? 0 : 1, body.length);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void handleCancel(String consumer) {
    lock.lock();
    try {
      cancelled |= ended == null;
    } finally {
      lock.unlock();
    }
    end("the broker cancelled the consumer: the queue is gone or moving");
  }

  @Override
  public void handleShutdownSignal(String consumer, ShutdownSignalException cause) {
    end("the channel is closed: " + cause.getMessage());
  }

  @Override
  public void handleConsumeOk(String consumer) {}

  @Override
  public void handleCancelOk(String consumer) {}

  @Override
  public void handleRecoverOk(String consumer) {}
}
