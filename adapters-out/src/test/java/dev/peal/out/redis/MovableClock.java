package dev.peal.out.redis;

import dev.peal.application.port.out.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that a test moves: the real one and an offset. Thread-safe.
final class MovableClock implements Clock {

  private final AtomicLong offsetMillis = new AtomicLong();
  private volatile long frozenMillis;

  /// Stands still from now on, but for moves.
  void freeze() {
    frozenMillis = System.currentTimeMillis();
  }

  void move(Duration by) {
    offsetMillis.addAndGet(by.toMillis());
  }

  @Override
  public long wallMillis() {
    return (frozenMillis > 0 ? frozenMillis : System.currentTimeMillis()) + offsetMillis.get();
  }

  long wallMicros() {
    return wallMillis() * 1_000;
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }
}
