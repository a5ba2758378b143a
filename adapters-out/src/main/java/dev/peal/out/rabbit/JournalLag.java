package dev.peal.out.rabbit;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal.Outcome;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/// How far each queue of the journal is behind, as this node knows it, whether or not it is one
/// that writes rows, and whether that is too far:
///
/// - *records*: what the broker says lies ready, asked once a second, and what this node has
///   published since, without the ticks that one persister has sent since the watermark. What
///   consumers have in hand, their prefetch at most, is not in it.
/// - *bytes*: as many times the size of a record that this node publishes there, on average: the
///   broker does not say how many they are.
/// - *age*: how long ago the queue's watermark was the time, which is no less than the age of the
///   oldest record without rows. While MySQL is away it stands, and grows old. A node that starts
///   counts from its start: what is older is not known to have anything behind it.
///
/// What nodes publish within the same second may pass the bounds by that much. Thread-safe, without
/// a lock; does no I/O.
final class JournalLag {

  static final long RETRY_MILLIS = 2_000;

  /// How often a persister ticks, until this many messages lie in a queue.
  private static final long TICK_MILLIS = 500;

  private static final long MOST_TICKS = 5_000;

  /// Of how many records the average size is, roughly.
  private static final int AVERAGED = 16;

  private final JournalLagSettings settings;
  private final Clock clock;
  private final long startedMicros;
  private final AtomicLongArray ready;
  private final AtomicLongArray since;
  private final AtomicLongArray reached;
  private final AtomicIntegerArray recordBytes;

  JournalLag(int queues, JournalLagSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.startedMicros = nowMicros();
    this.ready = new AtomicLongArray(queues);
    this.since = new AtomicLongArray(queues);
    this.reached = new AtomicLongArray(queues);
    this.recordBytes = new AtomicIntegerArray(queues);
  }

  private long nowMicros() {
    return TimeUnit.MILLISECONDS.toMicros(clock.wallMillis());
  }

  /// The broker says how many messages lie ready in a queue.
  void counted(int queue, long messages) {
    since.set(queue, 0);
    ready.set(queue, messages);
  }

  /// The store says how far the queues have been worked off.
  void reached(long[] watermarks) {
    for (int queue = 0; queue < reached.length() && queue < watermarks.length; queue++) {
      reached.set(queue, watermarks[queue]);
    }
  }

  /// A record is on its way to a queue.
  void published(int queue, int bytes) {
    since.incrementAndGet(queue);
    recordBytes.updateAndGet(
        queue, before -> before == 0 ? bytes : before + (bytes - before) / AVERAGED);
  }

  long records(int queue) {
    long ticks = Math.min(MOST_TICKS, ageMillis(queue) / TICK_MILLIS);
    return Math.max(0, ready.get(queue) - ticks) + since.get(queue);
  }

  long bytes(int queue) {
    return records(queue) * recordBytes.get(queue);
  }

  long ageMillis(int queue) {
    long from = Math.max(reached.get(queue), startedMicros);
    return Math.max(0, TimeUnit.MICROSECONDS.toMillis(nowMicros() - from));
  }

  /// Why nothing more is to be published to a queue, if there is too much.
  Optional<Outcome.Refused> refusal(int queue) {
    if (records(queue) >= settings.records()) {
      return refused(records(queue) + " records", settings.records() + ", journal.max-lag-records");
    }
    if (bytes(queue) >= settings.bytes()) {
      return refused(
          "about " + bytes(queue) + " bytes", settings.bytes() + ", journal.max-lag-bytes");
    }
    if (ageMillis(queue) >= settings.age().toMillis()) {
      return refused(
          ageMillis(queue) / 1_000 + " s", settings.age().toSeconds() + " s, journal.max-lag-age");
    }
    return Optional.empty();
  }

  private static Optional<Outcome.Refused> refused(String behind, String most) {
    return Optional.of(
        new Outcome.Refused(
            "rows of this conversation are "
                + behind
                + " behind (expected: less than "
                + most
                + ")",
            RETRY_MILLIS));
  }
}
