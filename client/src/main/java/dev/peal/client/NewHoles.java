package dev.peal.client;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Holes that pushes have just opened: each is given [#WAIT_NANOS] to close by itself before it is
/// asked for, since pushes of different conversations cross by some milliseconds.
///
/// One timer: it watches the hole that opened first, then all that opened meanwhile together.
/// Confined to the event loop of its client.
final class NewHoles {
  static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final InboxCursor cursor;
  private final Timers timers;
  private final Runnable ask;
  private Timers.@Nullable Timer timer;
  private long first;
  private long last;
  private long laterFirst = Long.MAX_VALUE;
  private long laterLast;

  /// `ask` is run for a hole that is still open, and is taken to ask for all others too.
  NewHoles(InboxCursor cursor, Timers timers, Runnable ask) {
    this.cursor = cursor;
    this.timers = timers;
    this.ask = ask;
  }

  /// A hole opened; both ends belong to it.
  void opened(long firstSeq, long lastSeq) {
    if (timer == null) {
      watch(firstSeq, lastSeq);
    } else {
      laterFirst = Math.min(laterFirst, firstSeq);
      laterLast = Math.max(laterLast, lastSeq);
    }
  }

  /// Whether any is being watched.
  boolean any() {
    return timer != null;
  }

  void forget() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    forgetLater();
  }

  private void forgetLater() {
    laterFirst = Long.MAX_VALUE;
    laterLast = 0;
  }

  private void watch(long firstSeq, long lastSeq) {
    first = firstSeq;
    last = lastSeq;
    timer = timers.after(WAIT_NANOS, this::waited);
  }

  private void waited() {
    timer = null;
    long nextFirst = laterFirst;
    long nextLast = laterLast;
    forgetLater();
    if (!cursor.areResolved(first, last)) {
      ask.run();
    } else if (nextLast > 0) {
      watch(nextFirst, nextLast);
    }
  }
}
