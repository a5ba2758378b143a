package dev.peal.bench.steady;

import java.util.concurrent.TimeUnit;

/// When each message is due. Message `i` is due at the start plus `i` intervals, whether or not
/// earlier ones have been answered: the load does not wait for the server.
///
/// Times are of [System#nanoTime()].
final class Schedule {
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long startNanos;
  private final double intervalNanos;
  private final int warmUp;
  private final int messages;
  private final int seconds;

  Schedule(Load load, long startNanos) {
    this.startNanos = startNanos;
    this.intervalNanos = SECOND / load.rate();
    this.warmUp = (int) Math.round(load.rate() * load.warmUpSeconds());
    this.messages = warmUp + Math.max(1, (int) Math.round(load.rate() * load.seconds()));
    this.seconds = load.seconds();
  }

  /// Those of the warm-up too.
  int messages() {
    return messages;
  }

  /// How many come first and are not timed.
  int warmUp() {
    return warmUp;
  }

  int seconds() {
    return seconds;
  }

  long dueNanos(int message) {
    return startNanos + (long) (message * intervalNanos);
  }

  /// When the first message that is timed is due.
  long timedFromNanos() {
    return dueNanos(warmUp);
  }

  /// When the last interval ends.
  long endNanos() {
    return dueNanos(messages);
  }

  /// In which of the timed seconds a message is due, from 0; -1 in the warm-up.
  int second(int message) {
    return message < warmUp
        ? -1
        : (int) Math.min(seconds - 1, (long) ((message - warmUp) * intervalNanos / SECOND));
  }
}
