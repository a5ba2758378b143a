package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.Clock;
import java.util.concurrent.atomic.AtomicLong;

/// Stamps of a ledger: microseconds since 1970 that always rise. Thread-safe.
final class Stamps {

  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  Stamps(Clock clock) {
    this.clock = clock;
  }

  long next() {
    long now = clock.wallMillis() * 1_000;
    return last.updateAndGet(before -> Math.max(before + 1, now));
  }
}
