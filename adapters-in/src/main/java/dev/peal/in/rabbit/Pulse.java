package dev.peal.in.rabbit;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Whether what is published to a queue comes out of it. This node's ticks go in twice a second; a
/// queue is *deaf* when ticks that were confirmed have not come out for a while, and nothing else
/// has either, neither here nor, as the store shows, at the node whose consumer is the active one.
/// A broker may have taken a consumer for active that it gives nothing to.
///
/// - Anything that comes out counts, so a backlog, in which ticks are rare, is no deafness.
/// - What a worker has in hand counts, here, and elsewhere by the lock that it holds in the store,
///   so a long transaction is none.
/// - While the store is away nothing can be said of other nodes, and nothing is.
///
/// Each time that it is found deaf without a sign of life in between, the patience doubles.
///
/// [#heard] is called by any thread, the rest by one.
final class Pulse {

  private static final long MOST_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final long firstPatienceNanos;
  private final long lookNanos;
  private final Supplier<OptionalLong> progress;
  private volatile boolean heard;
  private volatile boolean deaf;
  private boolean waiting;
  private long waitingNanos;
  private boolean standing;
  private long standingNanos;
  private long stood;
  private long lookedNanos;
  private long patienceNanos;
  private int times;

  /// @param patienceNanos how long ticks may take to come out
  /// @param progress see [dev.peal.application.port.in.FollowProgress]; nothing is concluded from
  ///   what throws
  Pulse(long patienceNanos, Supplier<OptionalLong> progress) {
    this.firstPatienceNanos = patienceNanos;
    this.patienceNanos = patienceNanos;
    this.lookNanos = patienceNanos / 5;
    this.progress = progress;
  }

  /// Something came out here.
  void heard() {
    if (!heard) {
      heard = true;
    }
  }

  /// A tick of this node is in the queue.
  void confirmed(long nowNanos) {
    if (!waiting) {
      waiting = true;
      waitingNanos = nowNanos;
      lookedNanos = nowNanos - lookNanos;
    }
  }

  /// Looks whether the queue has gone deaf; true once for each time that it is found to be. Asks
  /// the store now and then while nothing comes out here.
  ///
  /// @param idle whether the consumer here waits for messages and has none
  boolean look(long nowNanos, boolean idle) {
    if (heard) {
      alive();
    }
    if (heard || !idle) {
      heard = false;
      waiting = false;
      standing = false;
      return false;
    }
    if (!waiting || nowNanos - lookedNanos < lookNanos) {
      return false;
    }
    lookedNanos = nowNanos;
    OptionalLong now;
    try {
      now = progress.get();
    } catch (RuntimeException cannotTell) {
      standing = false;
      return false;
    }
    if (now.isEmpty() || (standing && now.getAsLong() != stood)) {
      alive();
      waitingNanos = nowNanos;
      standing = false;
    }
    if (now.isPresent() && !standing) {
      standing = true;
      standingNanos = nowNanos;
      stood = now.getAsLong();
    }
    return standing && judge(nowNanos);
  }

  private boolean judge(long nowNanos) {
    long since = waitingNanos - standingNanos > 0 ? waitingNanos : standingNanos;
    if (nowNanos - since < patienceNanos) {
      return false;
    }
    deaf = true;
    times++;
    waitingNanos = nowNanos;
    standingNanos = nowNanos;
    patienceNanos = Math.min(2 * patienceNanos, MOST_PATIENCE_NANOS);
    return true;
  }

  private void alive() {
    deaf = false;
    times = 0;
    patienceNanos = firstPatienceNanos;
  }

  /// Whether it was found deaf, and nothing was seen to come out since.
  boolean deaf() {
    return deaf;
  }

  /// How often in a row it was found deaf.
  int times() {
    return times;
  }
}
