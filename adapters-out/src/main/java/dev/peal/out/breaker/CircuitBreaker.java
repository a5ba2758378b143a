package dev.peal.out.breaker;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// A circuit breaker: once a server is known to be away, callers are answered at once instead of
/// waiting for it one after the other, and one of them at a time tries whether it is back.
///
/// ```
///          FAILURES failures in a row                 a try works
///   closed ---------------------------> open -----------------------> closed
///                                        |  ^
///              one may try every interval '--'  it fails
/// ```
///
/// Whoever is let in ([#mayTry]) says what came of it: [#worked] when the server answered, whatever
/// it said, [#failed] when it did not. A try of which nothing is heard for [#LOST_NANOS] counts as
/// failed. While all is well a call costs two volatile reads.
///
/// Thread-safe; guarded by its own monitor, which is held for no I/O.
public final class CircuitBreaker {

  /// In a row: one alone may be a slow statement or a broken connection.
  static final int FAILURES = 3;

  private static final long LOST_NANOS = 30_000_000_000L;

  private final LongSupplier nanos;
  private final long intervalNanos;
  private volatile boolean doubted;
  private boolean open;
  private int failures;
  private long openedNanos;
  private long nextTryNanos;

  /// `nanos` never go back; the server is tried again every `interval`.
  public CircuitBreaker(LongSupplier nanos, Duration interval) {
    this.nanos = nanos;
    this.intervalNanos = interval.toNanos();
  }

  /// Whether to call the server. False when it is known to be away.
  public boolean mayTry() {
    return !doubted || mayTryInDoubt();
  }

  private synchronized boolean mayTryInDoubt() {
    if (!open) {
      return true;
    }
    long now = nanos.getAsLong();
    if (now - nextTryNanos < 0) {
      return false;
    }
    nextTryNanos = now + LOST_NANOS;
    return true;
  }

  /// The server answered.
  public void worked() {
    if (doubted) {
      reset();
    }
  }

  private synchronized void reset() {
    doubted = false;
    open = false;
    failures = 0;
  }

  /// The server did not answer.
  public synchronized void failed() {
    doubted = true;
    long now = nanos.getAsLong();
    if (open) {
      nextTryNanos = now + intervalNanos;
    } else if (++failures >= FAILURES) {
      open = true;
      openedNanos = now;
      nextTryNanos = now + intervalNanos;
    }
  }

  /// How long the server has been known to be away, in nanoseconds; nothing while it is not.
  public synchronized OptionalLong awayNanos() {
    return open ? OptionalLong.of(nanos.getAsLong() - openedNanos) : OptionalLong.empty();
  }
}
