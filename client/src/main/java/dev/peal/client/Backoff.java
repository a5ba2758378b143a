package dev.peal.client;

import java.util.random.RandomGenerator;

/// Exponential backoff with full jitter. Not thread-safe.
final class Backoff {
  private final long firstNanos;
  private final long mostNanos;
  private final RandomGenerator random;
  private int attempts;

  Backoff(long firstNanos, long mostNanos, RandomGenerator random) {
    this.firstNanos = firstNanos;
    this.mostNanos = mostNanos;
    this.random = random;
  }

  /// The delay before the next attempt.
  long nextNanos() {
    long bound = mostNanos;
    if (attempts < 62 && firstNanos <= mostNanos >> attempts) {
      bound = firstNanos << attempts;
      attempts++;
    }
    return bound <= 0 ? 0 : random.nextLong(bound);
  }

  /// Begins again, once a connection has proved itself.
  void reset() {
    attempts = 0;
  }
}
