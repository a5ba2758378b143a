package dev.peal.acceptance;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what all chatters of a test have on its way. Thread-safe.
final class Tally {
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile CountDownLatch answers = new CountDownLatch(0);

  void sent() {
    underWay.incrementAndGet();
  }

  void answered() {
    underWay.decrementAndGet();
    answers.countDown();
  }

  /// Messages without an answer at this moment.
  int underWay() {
    return underWay.get();
  }

  /// Opens after so many more answers; one such latch at a time.
  CountDownLatch after(int moreAnswers) {
    CountDownLatch latch = new CountDownLatch(moreAnswers);
    answers = latch;
    return latch;
  }
}
