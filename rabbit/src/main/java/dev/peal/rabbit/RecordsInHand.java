package dev.peal.rabbit;

import java.util.concurrent.atomic.AtomicLong;

/// How many records this node's consumer has been given and not acknowledged, which the broker
/// counts no longer among those that lie ready. Written by the consumer, read by the journal.
/// Thread-safe.
public final class RecordsInHand {

  private final AtomicLong records = new AtomicLong();

  /// Adds some, or takes some away.
  public void add(long change) {
    records.addAndGet(change);
  }

  public long count() {
    return records.get();
  }
}
