package dev.peal.application.posting;

import dev.peal.application.port.out.Clock;
import dev.peal.domain.conversation.ConversationId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// How soon after one batch a large conversation gets the next, once it has had several in quick
/// succession. To show hundreds of members a batch of one message costs nearly as much as one of
/// ten; so a steady stream is posted in fewer, larger batches, while a conversation that was at
/// rest posts as fast as it can.
///
/// It is the generic cell rate algorithm in its form of a virtual schedule (ITU-T I.371): a
/// conversation has a time at which its next batch would be due if all came at the interval of its
/// size, and a batch may be early by the allowance at most. Those at rest are forgotten after some
/// thousand batches. Thread-safe.
final class Pace {

  /// Members from which on a conversation counts as large.
  static final int LARGE_MEMBERS = 64;

  private static final long NANOS_A_MEMBER = TimeUnit.MICROSECONDS.toNanos(40);
  private static final long LONGEST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// Batches of a conversation that was at rest which may follow one another at once.
  private static final int AT_ONCE = 8;

  private static final int POSTS_A_SWEEP = 1_024;

  private final Clock clock;
  private final ConcurrentHashMap<ConversationId, Due> schedule = new ConcurrentHashMap<>();
  private final AtomicInteger posts = new AtomicInteger();

  Pace(Clock clock) {
    this.clock = clock;
  }

  private record Due(long atNanos, long intervalNanos) {}

  /// Notes that a batch is being posted to a conversation of so many members.
  void posting(ConversationId conversation, int members) {
    if (members < LARGE_MEMBERS) {
      return;
    }
    long interval = Math.min(members * NANOS_A_MEMBER, LONGEST_INTERVAL_NANOS);
    long now = clock.monotonicNanos();
    schedule.compute(
        conversation,
        (id, due) -> {
          long from = due == null || due.atNanos() - now < 0 ? now : due.atNanos();
          return new Due(from + interval, interval);
        });
    if (posts.incrementAndGet() % POSTS_A_SWEEP == 0) {
      schedule.values().removeIf(due -> due.atNanos() - now <= 0);
    }
  }

  /// Nanoseconds that the next batch to this conversation has to wait; 0 when it need not.
  long waitNanos(ConversationId conversation) {
    Due due = schedule.get(conversation);
    if (due == null) {
      return 0;
    }
    long earliest = due.atNanos() - AT_ONCE * due.intervalNanos();
    return Math.max(0, earliest - clock.monotonicNanos());
  }

  /// Conversations that it knows.
  int size() {
    return schedule.size();
  }
}
