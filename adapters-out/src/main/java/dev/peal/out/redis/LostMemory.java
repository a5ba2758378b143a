package dev.peal.out.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.application.port.out.Watermarks;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.sequence.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What is done about sends that Redis does not know and may have forgotten, for its memory began
/// after the time in their ids, or they have none: once everything that was allotted before its
/// memory began has been stored, or never will be, the rows tell whether a message is new.
///
/// What was found out is kept for a while: a send without a row stays new for every memory that
/// began no later than the one it was looked up for. So a send that comes again and again is read
/// once. Bounded by [#REMEMBERED] sends; those forgotten are looked up again. Thread-safe; blocks.
final class LostMemory {

  /// How long after a moment the watermarks have passed it, when all is well: a tick, and its way.
  private static final long TICK_MILLIS = 600;

  private static final long LONGEST_WAIT_MILLIS = 60_000;
  private static final long PAUSE_NANOS = 10_000_000_000L;
  private static final Duration FOR_OUTSIDE = Duration.ofHours(1);
  private static final long DECIDED = -1;
  private static final int REMEMBERED = 50_000;
  private static final Duration FOR_NEW = Duration.ofMinutes(2);
  private static final Duration FOR_PENDING = Duration.ofSeconds(10);

  private final SentMessages sent;
  private final Watermarks watermarks;
  private final Clock clock;
  private final long graceMicros;
  private volatile long readableNanos;

  /// Sends without a row, and the beginning of the latest memory for which that makes them new.
  private final Cache<SentMessages.Key, Long> without;

  /// Sends that are pending in Redis while their senders may not post them any more: when that was
  /// first seen, in µs, which is after their last attempt; [#DECIDED] once it is known that none of
  /// the attempts will ever be stored.
  private final Cache<SentMessages.Key, Long> outside;

  /// Sends that are pending in Redis and had no row a moment ago.
  private final Cache<SentMessages.Key, Boolean> pending;

  LostMemory(SentMessages sent, Watermarks watermarks, Clock clock, long graceMicros) {
    this.sent = sent;
    this.watermarks = watermarks;
    this.clock = clock;
    this.graceMicros = graceMicros;
    this.readableNanos = clock.monotonicNanos();
    Ticker ticker = clock::monotonicNanos;
    this.without =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(FOR_NEW)
            .ticker(ticker)
            .build();
    this.outside =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(FOR_OUTSIDE)
            .ticker(ticker)
            .build();
    this.pending =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(FOR_PENDING)
            .ticker(ticker)
            .build();
  }

  /// A send with what was found out about it before.
  Send informed(Send send) {
    Long horizon = without.getIfPresent(send.key());
    return horizon == null ? send : send.bearing(horizon);
  }

  /// Looks for `unsure` among `sends`. Those without a row are new from here on; those with one are
  /// returned with what it says. Nothing when it cannot be told yet.
  ///
  /// @throws StoreUnavailable a retry is safe
  Optional<List<Send>> look(
      ConversationId conversation, List<Send> sends, AllotReply.Unsure unsure) {
    long horizon = Collections.max(unsure.horizons());
    // Before the rows: what came in between the two has a row.
    long watermark = watermarkOf(conversation);
    if (watermark <= horizon + graceMicros) {
      return Optional.empty();
    }
    List<SentMessages.Key> keys = new ArrayList<>();
    unsure.places().forEach(place -> keys.add(sends.get(place).key()));
    Map<SentMessages.Key, SentMessages.Sent> rows = sent.find(keys);
    List<Send> stored = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      SentMessages.Sent row = rows.get(keys.get(i));
      if (row == null) {
        without.asMap().merge(keys.get(i), unsure.horizons().get(i), Math::max);
      } else {
        stored.add(sends.get(unsure.places().get(i)).asStored(row));
      }
    }
    return Optional.of(stored);
  }

  /// Whether it is worth asking if this pending send has a row by now: a pending one goes again
  /// with new seqs, and is shown to everybody who does not remember it any more. While the rows
  /// cannot be read it is not, for this is only an economy.
  boolean mayHaveRow(Send send) {
    return clock.monotonicNanos() - readableNanos >= 0 && pending.getIfPresent(send.key()) == null;
  }

  /// Those among `again`, which are pending, that have a row, with what it says. While the rows
  /// cannot be read, none.
  List<Send> stored(ConversationId conversation, List<Send> again) {
    if (again.isEmpty() || clock.monotonicNanos() - readableNanos < 0) {
      return List.of();
    }
    try {
      boolean decides = again.stream().anyMatch(send -> outside.getIfPresent(send.key()) != null);
      // Before the rows: what came in between the two has a row.
      long watermark = decides ? watermarkOf(conversation) : 0;
      Map<SentMessages.Key, SentMessages.Sent> rows =
          sent.find(again.stream().map(Send::key).toList());
      again.forEach(send -> decide(send, rows.containsKey(send.key()), watermark));
      again.stream()
          .filter(send -> !rows.containsKey(send.key()))
          .forEach(send -> pending.put(send.key(), true));
      return again.stream()
          .filter(send -> rows.containsKey(send.key()))
          .map(send -> send.asStored(Objects.requireNonNull(rows.get(send.key()))))
          .toList();
    } catch (StoreUnavailable away) {
      readableNanos = clock.monotonicNanos() + PAUSE_NANOS;
      return List.of();
    }
  }

  private void decide(Send send, boolean stored, long watermark) {
    if (stored) {
      outside.invalidate(send.key());
    } else {
      outside
          .asMap()
          .computeIfPresent(
              send.key(), (key, since) -> watermark > since + graceMicros ? DECIDED : since);
    }
  }

  /// Whether a pending send, whose sender may not post it any more, will certainly never count. It
  /// takes a look-up, once what was allotted before the first call is stored or never will be.
  boolean isDecided(Send send) {
    return outside.get(send.key(), key -> clock.wallMillis() * 1_000) == DECIDED;
  }

  /// After how many milliseconds it is worth looking again for those of these that are not decided.
  long waitMillis(List<Send> sends) {
    long wait = 0;
    for (Send send : sends) {
      Long since = outside.getIfPresent(send.key());
      if (since != null && since != DECIDED) {
        wait = Math.max(wait, tooSoon(since));
      }
    }
    return wait;
  }

  /// As it would be if what is decided had always been this node's grace behind it.
  private long watermarkOf(ConversationId conversation) {
    int queue = Partition.of(conversation, watermarks.queues());
    return watermarks.decided(queue, graceMicros) + graceMicros;
  }

  /// How long these have to wait until a node whose clock says `nowMillis` may take them all.
  static long waitMillis(List<Draft> drafts, long nowMillis) {
    long wait = 0;
    for (Draft draft : drafts) {
      wait = Math.max(wait, draft.clientId().waitMillis(nowMillis));
    }
    return wait;
  }

  /// After how many milliseconds it is worth asking again.
  long tooSoon(AllotReply.Unsure unsure) {
    return tooSoon(Collections.max(unsure.horizons()));
  }

  private long tooSoon(long allottedBefore) {
    long millis = (allottedBefore + graceMicros) / 1_000 - clock.wallMillis();
    return Math.clamp(millis, 0, LONGEST_WAIT_MILLIS) + TICK_MILLIS;
  }
}
