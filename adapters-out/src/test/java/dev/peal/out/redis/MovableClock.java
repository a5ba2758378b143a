package dev.peal.out.redis;

import dev.peal.application.port.out.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that a test moves: the real one and an offset. Thread-safe.
final class MovableClock implements Clock {

  private final AtomicLong offsetMillis = new AtomicLong();

  void move(Duration by) {
    offsetMillis.addAndGet(by.toMillis());
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis() + offsetMillis.get();
  }

  long wallMicros() {
    return wallMillis() * 1_000;
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }
}
