package dev.peal.in.rabbit;

import dev.peal.application.port.out.NewerRelease;
import dev.peal.domain.message.Batch;
import dev.peal.rabbit.JournalMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What arrived from one queue and is worked off together: the records, the watermark that the
/// ticks among them allow once the records are stored, and what cannot be read.
///
/// A tick says: everything published to the queue before me has been handled when I am. That holds
/// as long as messages come in the order of the queue, and with one active consumer they do, until
/// a channel closes and its messages come again. A quorum queue gives those out before all others,
/// but among them not always in order: when two consumers in a row have different prefetch counts,
/// or the second one fails before it got all that the first one had, a tick can come before an
/// older record. So *a tick that was delivered before counts for nothing*; the next one, half a
/// second later, does: it has never been out, so all that had been are handled before it.
///
/// Judging late records by the watermark as it was before this portion's own ticks is what happens
/// when those come a little later; see decision 9.
///
/// Rows of a batch to many take a good deal of both processors, just when it is being shown to its
/// recipients. So a portion with such a batch waits until no more has come for 25 ms, 100 ms at
/// most, and the batches of a burst become rows together.
///
/// A portion ends before a record that only a newer release reads: nothing behind it may be handled
/// here, or it would be overtaken.
///
/// @param stamp the highest of the ticks that count
/// @param lastTag acknowledging it and all before it acknowledges the portion; 0 if there is
///   nothing to acknowledge
/// @param bytes of all the messages that it was made of
/// @param newer what comes next and has to be left to a node of a newer release
record Portion(
    List<Batch> batches,
    List<Unreadable> unreadable,
    OptionalLong stamp,
    long lastTag,
    long bytes,
    Optional<String> newer) {

  private static final int MANY_RECIPIENTS = 64;
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// A message that is neither a record nor a tick.
  record Unreadable(Delivered message, String why) {}

  /// Records in it, read or not.
  int records() {
    return batches.size() + unreadable.size();
  }

  /// Waits for a first message, and takes what has arrived besides, within the bounds. Nothing
  /// after the end.
  static @Nullable Portion take(
      Arrivals arrivals, RabbitConsumerSettings bounds, RecordReader reader, LongSupplier nanos)
      throws InterruptedException {
    Delivered first = arrivals.take();
    if (first == null) {
      return null;
    }
    long sinceNanos = nanos.getAsLong();
    var taking = new Taking(bounds, reader);
    Delivered next = first;
    while (next != null) {
      taking.add(next);
      long waited = nanos.getAsLong() - sinceNanos;
      long wait = taking.toMany ? Math.min(QUIET_NANOS, WITHIN_NANOS - waited) : 0;
      next = taking.full() ? null : arrivals.poll(wait);
    }
    return taking.portion();
  }

  /// A portion in the making.
  private static final class Taking {

    private final RabbitConsumerSettings bounds;
    private final RecordReader reader;
    private final List<Batch> batches = new ArrayList<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private OptionalLong stamp = OptionalLong.empty();
    private long lastTag;
    private Optional<String> newer = Optional.empty();
    private long rows;
    private long bytes;
    private long tickBytes;
    private boolean toMany;

    Taking(RabbitConsumerSettings bounds, RecordReader reader) {
      this.bounds = bounds;
      this.reader = reader;
    }

    boolean full() {
      return newer.isPresent()
          || batches.size() + unreadable.size() >= bounds.records()
          || rows >= bounds.rows()
          || bytes >= bounds.bytes();
    }

    void add(Delivered message) {
      if (message.isTick()) {
        addTick(message);
      } else {
        addRecord(message);
      }
      if (newer.isEmpty()) {
        lastTag = message.tag();
      }
    }

    private void addTick(Delivered tick) {
      tickBytes += tick.body().length;
      OptionalLong found = JournalMessages.stamp(tick.body());
      if (found.isEmpty()) {
        unreadable.add(new Unreadable(tick, "a tick without a stamp"));
      } else if (!tick.redelivered()) {
        stamp = OptionalLong.of(Math.max(found.getAsLong(), stamp.orElse(Long.MIN_VALUE)));
      }
    }

    private void addRecord(Delivered record) {
      try {
        Batch batch = reader.read(record.body());
        bytes += record.body().length;
        batches.add(batch);
        rows += batch.rows();
        toMany |= batch.recipients().size() >= MANY_RECIPIENTS;
      } catch (NewerRelease ahead) {
        newer = Optional.of(String.valueOf(ahead.getMessage()));
      } catch (RuntimeException malformed) {
        bytes += record.body().length;
        unreadable.add(new Unreadable(record, String.valueOf(malformed.getMessage())));
      }
    }

    Portion portion() {
      return new Portion(
          List.copyOf(batches), List.copyOf(unreadable), stamp, lastTag, bytes + tickBytes, newer);
    }
  }
}
