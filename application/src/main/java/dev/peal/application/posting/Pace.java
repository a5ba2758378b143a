package dev.peal.application.posting;

import dev.peal.application.port.out.Clock;
import dev.peal.domain.conversation.ConversationId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// How soon after one batch a large conversation gets the next, once it has had several in quick
/// succession, and how much goes into a batch. Two things are spread over time:
///
/// - *Batches*: to show hundreds of members a batch of one message costs nearly as much as one of
///   ten; so a steady stream is posted in fewer, larger batches, while a conversation that was at
///   rest posts as fast as it can.
/// - *Rows*, messages times members: beyond what can be stored, a flood would only make the journal
///   longer, and what is shown and stored of it would keep all other conversations waiting. So it
///   has a rate, and a conversation may be ahead of it by the rows of [#AHEAD_SECONDS].
///
/// Both are the generic cell rate algorithm in its form of a virtual schedule (ITU-T I.371): a
/// conversation has a time at which its next batch, or row, would be due if all came at the
/// interval of its size, and may be ahead of that time by an allowance at most. Those at rest are
/// forgotten after some thousand batches. Thread-safe.
final class Pace {

  /// By how much a conversation may be ahead of its rows' rate, and how long a message may have to
  /// wait in a full lane.
  static final int AHEAD_SECONDS = 5;

  private static final long NANOS_A_MEMBER = TimeUnit.MICROSECONDS.toNanos(40);
  private static final long LONGEST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// Batches of a conversation that was at rest which may follow one another at once.
  private static final int AT_ONCE = 8;

  /// Batches a second of a conversation whose rows are ahead as far as they may be: enough of them
  /// that none takes long.
  private static final int SHARES_A_SECOND = 16;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long AHEAD_NANOS = AHEAD_SECONDS * SECOND_NANOS;
  private static final int POSTS_A_SWEEP = 1_024;

  private final int largeMembers;
  private final long rowsPerSecond;
  private final Clock clock;
  private final ConcurrentHashMap<ConversationId, Due> schedule = new ConcurrentHashMap<>();
  private final AtomicInteger posts = new AtomicInteger();

  /// @param largeMembers members from which on a conversation counts as large
  /// @param rowsPerSecond of one conversation, in the long run
  Pace(int largeMembers, long rowsPerSecond, Clock clock) {
    this.largeMembers = largeMembers;
    this.rowsPerSecond = rowsPerSecond;
    this.clock = clock;
  }

  /// Whether a conversation of so many members has a pace.
  boolean isLarge(int members) {
    return members >= largeMembers;
  }

  /// When the next batch and the next row are due.
  private record Due(long batchNanos, long intervalNanos, long rowNanos) {}

  /// The messages, at least one, that the next batch to a conversation of so many members may have
  /// for its rows' sake.
  int messages(ConversationId conversation, int members) {
    if (!isLarge(members)) {
      return Integer.MAX_VALUE;
    }
    Due due = schedule.get(conversation);
    long aheadNanos = due == null ? 0 : Math.max(0, due.rowNanos() - clock.monotonicNanos());
    long rows =
        Math.max(rowsPerSecond / SHARES_A_SECOND, rowsIn(Math.max(0, AHEAD_NANOS - aheadNanos)));
    return Math.clamp(rows / members, 1, Integer.MAX_VALUE);
  }

  /// The messages, at least one, that a conversation of so many members should have waiting: more
  /// would wait for longer than [#AHEAD_SECONDS].
  int queued(int members) {
    return isLarge(members)
        ? Math.clamp(rowsIn(AHEAD_NANOS) / members, 1, Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }

  private long rowsIn(long nanos) {
    return (long) (rowsPerSecond * ((double) nanos / SECOND_NANOS));
  }

  /// Notes that a batch of so many messages is being posted to a conversation of so many members.
  void posting(ConversationId conversation, int members, int messages) {
    if (!isLarge(members)) {
      return;
    }
    long interval = Math.min(members * NANOS_A_MEMBER, LONGEST_INTERVAL_NANOS);
    long rowsNanos = (long) ((double) members * messages / rowsPerSecond * SECOND_NANOS);
    long now = clock.monotonicNanos();
    schedule.compute(
        conversation,
        (id, due) -> {
          long batch = due == null ? now : later(due.batchNanos(), now);
          long row = due == null ? now : later(due.rowNanos(), now);
          return new Due(batch + interval, interval, row + rowsNanos);
        });
    if (posts.incrementAndGet() % POSTS_A_SWEEP == 0) {
      schedule.values().removeIf(due -> due.batchNanos() - now <= 0 && due.rowNanos() - now <= 0);
    }
  }

  /// Times of a monotonic clock, which may pass the largest number.
  private static long later(long nanos, long otherNanos) {
    return nanos - otherNanos < 0 ? otherNanos : nanos;
  }

  /// Nanoseconds that the next batch to this conversation has to wait; 0 when it need not.
  long waitNanos(ConversationId conversation) {
    Due due = schedule.get(conversation);
    if (due == null) {
      return 0;
    }
    long now = clock.monotonicNanos();
    long forBatch = due.batchNanos() - AT_ONCE * due.intervalNanos() - now;
    long forRows = due.rowNanos() - AHEAD_NANOS - now;
    return Math.max(0, Math.max(forBatch, forRows));
  }

  /// Conversations that it knows.
  int size() {
    return schedule.size();
  }
}
