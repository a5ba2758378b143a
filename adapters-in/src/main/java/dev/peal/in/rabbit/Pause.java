package dev.peal.in.rabbit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Pauses between attempts that grow from 0.1 to 5 seconds, and end at once when `stop` is down.
/// For one thread.
final class Pause {

  private static final long FIRST_MILLIS = 100;
  private static final long LAST_MILLIS = 5_000;

  private final CountDownLatch stop;
  private long nextMillis = FIRST_MILLIS;

  Pause(CountDownLatch stop) {
    this.stop = stop;
  }

  void await() throws InterruptedException {
    long millis = nextMillis + ThreadLocalRandom.current().nextLong(nextMillis / 4);
    nextMillis = Math.min(2 * nextMillis, LAST_MILLIS);
    boolean ignored = stop.await(millis, TimeUnit.MILLISECONDS);
  }

  /// The next pause is short again.
  void reset() {
    nextMillis = FIRST_MILLIS;
  }
}
