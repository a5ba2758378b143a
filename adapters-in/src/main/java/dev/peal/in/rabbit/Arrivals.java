package dev.peal.in.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.rabbit.RecordsInHand;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What arrives on one channel, between the client's thread, which puts it in, and the worker,
/// which takes it out. Bounded by the prefetch. After the end nothing comes out any more: what is
/// left was not acknowledged, and comes again. Thread-safe.
final class Arrivals implements Consumer {

  private final RecordsInHand inHand;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Delivered> arrived = new ArrayDeque<>();
  private @Nullable String ended;
  private long records;

  Arrivals(RecordsInHand inHand) {
    this.inHand = inHand;
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

  /// Notes that so many records were acknowledged.
  void acknowledged(int some) {
    lock.lock();
    try {
      if (ended == null) {
        count(-some);
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
        count(-records);
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

  private void count(long change) {
    records += change;
    inHand.add(change);
  }

  @Override
  public void handleDelivery(
      String consumer, Envelope envelope, BasicProperties properties, byte[] body) {
    var delivered =
        new Delivered(envelope.getDeliveryTag(), envelope.isRedeliver(), properties, body);
    lock.lock();
    try {
      if (ended == null) {
        arrived.add(delivered);
        count(delivered.isTick() ? 0 : 1);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void handleCancel(String consumer) {
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
