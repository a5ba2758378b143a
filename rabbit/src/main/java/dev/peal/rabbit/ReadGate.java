package dev.peal.rabbit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Stops reading from a connection while too many bytes that came on it are in hand. RabbitMQ
/// bounds what it gives a consumer in messages only; what is not read stays in the network and at
/// the broker. The first message past the bound is still read.
///
/// Thread-safe.
public final class ReadGate {

  private static final long LOOK_SECONDS = 1;

  private final long mostBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long bytes;

  public ReadGate(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// Adds what came, or takes away what is in hand no more.
  public void add(long change) {
    lock.lock();
    try {
      bytes += change;
      if (bytes < mostBytes) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Bytes in hand.
  public long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /// Waits while there are too many; for a reading thread, which is never interrupted but to end.
  void pass(java.util.function.BooleanSupplier over) {
    lock.lock();
    try {
      while (bytes >= mostBytes && !over.getAsBoolean()) {
        boolean ignored = changed.await(LOOK_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
