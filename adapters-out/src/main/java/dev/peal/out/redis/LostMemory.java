package dev.peal.out.redis;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.application.port.out.Watermarks;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.sequence.Partition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What is done about sends that Redis does not know and may have forgotten, for its memory began
/// after the time in their ids, or they have none: once everything that was allotted before its
/// memory began has been stored, or never will be, the rows tell whether a message is new.
/// Thread-safe; blocks.
final class LostMemory {

  /// How long after a moment the watermarks have passed it, when all is well: a tick, and its way.
  private static final long TICK_MILLIS = 600;

  private static final long LONGEST_WAIT_MILLIS = 60_000;

  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final SentMessages sent;
  private final Watermarks watermarks;
  private final Clock clock;
  private final long graceMicros;
  private volatile long readableNanos;

  LostMemory(SentMessages sent, Watermarks watermarks, Clock clock, long graceMicros) {
    this.sent = sent;
    this.watermarks = watermarks;
    this.clock = clock;
    this.graceMicros = graceMicros;
    this.readableNanos = clock.monotonicNanos();
  }

  /// Which sends have a row, and all sends with what is now known: those without one are new.
  record Looked(List<Send> stored, List<Send> sends) {}

  /// Looks for `unsure` among `sends`; nothing when it cannot be told yet.
  ///
  /// @throws StoreUnavailable a retry is safe
  Optional<Looked> look(ConversationId conversation, List<Send> sends, AllotReply.Unsure unsure) {
    long horizon = Collections.max(unsure.horizons());
    // Before the rows: what came in between the two has a row.
    long watermark = watermarks.of(Partition.of(conversation, watermarks.queues()));
    if (watermark <= horizon + graceMicros) {
      return Optional.empty();
    }
    List<SentMessages.Key> keys = new ArrayList<>();
    unsure.places().forEach(place -> keys.add(sends.get(place).key()));
    Map<SentMessages.Key, SentMessages.Sent> rows = sent.find(keys);
    List<Send> stored = new ArrayList<>();
    List<Send> all = new ArrayList<>(sends);
    for (int i = 0; i < keys.size(); i++) {
      int place = unsure.places().get(i);
      SentMessages.Sent row = rows.get(keys.get(i));
      if (row == null) {
        all.set(place, sends.get(place).bearing(unsure.horizons().get(i)));
      } else {
        stored.add(sends.get(place).asStored(row));
      }
    }
    return Optional.of(new Looked(stored, all));
  }

  /// Those among `again` that have a row, with what it says. While the rows cannot be read, none:
  /// for this is only an economy, and is not tried again for a while.
  List<Send> stored(List<Send> again) {
    if (again.isEmpty() || clock.monotonicNanos() - readableNanos < 0) {
      return List.of();
    }
    try {
      Map<SentMessages.Key, SentMessages.Sent> rows =
          sent.find(again.stream().map(Send::key).toList());
      return again.stream()
          .filter(send -> rows.containsKey(send.key()))
          .map(send -> send.asStored(Objects.requireNonNull(rows.get(send.key()))))
          .toList();
    } catch (StoreUnavailable away) {
      readableNanos = clock.monotonicNanos() + PAUSE_NANOS;
      return List.of();
    }
  }

  /// How long these have to wait until a node whose clock says `nowMillis` may take them all.
  static long waitMillis(List<Draft> drafts, long nowMillis) {
    long wait = 0;
    for (Draft draft : drafts) {
      wait = Math.max(wait, draft.clientId().waitMillis(nowMillis));
    }
    return wait;
  }

  /// When it is worth asking again.
  Allotment.NotYet tooSoon(AllotReply.Unsure unsure) {
    long horizon = Collections.max(unsure.horizons());
    long millis = (horizon + graceMicros) / 1_000 - clock.wallMillis();
    return new Allotment.NotYet(Math.clamp(millis, 0, LONGEST_WAIT_MILLIS) + TICK_MILLIS);
  }
}
