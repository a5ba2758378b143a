package dev.peal.rabbit;

import dev.peal.application.port.out.StoreUnavailable;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says that a queue of the journal is gone, and what may have gone with it: messages whose senders
/// were answered, and that had no rows yet. That is an error, once for each time; several who find
/// the same within ten seconds are one.
///
/// Thread-safe; does its reading and writing on threads of its own.
public final class VanishedQueues {

  private static final Logger log = LoggerFactory.getLogger(VanishedQueues.class);

  private static final long SAME_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final JournalQueues queues;
  private final IntToLongFunction watermark;
  private final LongSupplier nanos;
  private final AtomicLongArray toldNanos;
  private final AtomicLong count = new AtomicLong();

  /// @param watermark that of a queue, in microseconds since 1970; 0 if it never had one. May throw
  ///   [StoreUnavailable]
  /// @param nanos a clock that never goes back
  public VanishedQueues(JournalQueues queues, IntToLongFunction watermark, LongSupplier nanos) {
    this.queues = queues;
    this.watermark = watermark;
    this.nanos = nanos;
    this.toldNanos = new AtomicLongArray(queues.count());
    for (int queue = 0; queue < queues.count(); queue++) {
      toldNanos.set(queue, nanos.getAsLong() - SAME_NANOS);
    }
  }

  /// A queue that this node knew is gone, or was and is another one now. Returns at once.
  ///
  /// @param how it was found out, as the end of a sentence
  public void found(int queue, String how) {
    long now = nanos.getAsLong();
    long told = toldNanos.get(queue);
    if (now - told >= SAME_NANOS && toldNanos.compareAndSet(queue, told, now)) {
      count.incrementAndGet();
      Thread.ofVirtual().name("vanished-queue").start(() -> tell(queue, how));
    }
  }

  /// A queue was not there when this node started: it is gone if the cluster had it, which its
  /// watermark shows, and else it is yet to be made. Blocks.
  public void missingAtStart(int queue) {
    if (reached(queue) > 0) {
      found(queue, "it was not there when this node started");
    }
  }

  private void tell(int queue, String how) {
    long reached = reached(queue);
    log.error(
        "The journal's queue {} was gone ({}), and was made anew. What lay in it is lost: messages of"
            + " about one in {} conversations that were answered as accepted, and had no rows yet"
            + " ({}). Find out who deletes queues of RabbitMQ.",
        queues.name(queue),
        how,
        queues.count(),
        reached > 0
            ? "those since " + Instant.EPOCH.plusMillis(reached / 1_000)
            : "since when is not known, as the queue's watermark cannot be read");
  }

  private long reached(int queue) {
    try {
      return watermark.applyAsLong(queue);
    } catch (StoreUnavailable away) {
      return 0;
    }
  }

  /// How often one was found, since the start of the process.
  public long count() {
    return count.get();
  }
}
