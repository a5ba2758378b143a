package dev.peal.in.websocket;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Notices that an event loop, or the whole process, stood still: what is read right after that may
/// have been sent long before, and may have been sent again elsewhere meanwhile. Such a message
/// must not be taken for new only because it was read late.
///
/// Confined to its event loop, except [#begin].
final class StallWatch {

  private static final long TICK_MILLIS = 100;

  /// A pause of this length is a stall. Shorter ones are covered by the clock skew that the ledger
  /// allows for.
  private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /// How long after the end of a stall reads count as late.
  private static final long AFTERMATH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final LongSupplier nanos;
  private long lastTick;
  private long lateUntil;

  /// `nanos` is a monotonic clock.
  StallWatch(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastTick = nanos.getAsLong();
    this.lateUntil = lastTick;
  }

  /// Begins to watch a loop, until it ends.
  void begin(EventLoop loop) {
    var _ =
        loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Notes that the loop is at work.
  void tick() {
    long now = nanos.getAsLong();
    if (now - lastTick > LIMIT_NANOS) {
      lateUntil = now + AFTERMATH_NANOS;
    }
    lastTick = now;
  }

  /// Whether what is read now may have waited for a stall to end.
  boolean readsLate() {
    long now = nanos.getAsLong();
    return now - lastTick > LIMIT_NANOS || now - lateUntil < 0;
  }
}
