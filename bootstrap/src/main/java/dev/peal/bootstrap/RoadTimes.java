package dev.peal.bootstrap;

import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.sequence.SeqRange;
import dev.peal.domain.session.UserId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How long messages take on their road, as histograms with a fixed number of buckets, and the
/// holes that readers were told of. It stands between the use cases and those who call them, and
/// costs once a message or a batch, never once a recipient. Thread-safe.
@Singleton
public final class RoadTimes {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final Clock clock;
  private final Timer answer;
  private final Timer confirm;
  private final Timer delivery;
  private final Timer rows;
  private final Counter deadSeqs;
  private final Counter pendingSeqs;

  @Inject
  RoadTimes(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    this.answer = timer(registry, "peal.answer", "From a message's arrival to its answer");
    this.confirm =
        timer(registry, "peal.confirm", "A batch in the journal, from its append to its confirm");
    this.delivery =
        timer(
            registry,
            "peal.delivery",
            "A batch here, from its hand-over to the sessions until one event loop has written it");
    this.rows =
        timer(registry, "peal.rows", "A batch, from its numbers to its rows (by wall clocks)");
    this.deadSeqs = gaps(registry, "dead");
    this.pendingSeqs = gaps(registry, "pending");
  }

  private static Timer timer(MeterRegistry registry, String name, String what) {
    return Timer.builder(name).description(what).serviceLevelObjectives(BUCKETS).register(registry);
  }

  private static Counter gaps(MeterRegistry registry, String state) {
    return Counter.builder("peal.gaps")
        .description("Seqs without a message that pages of inboxes told of")
        .tag("state", state)
        .register(registry);
  }

  /// Notes that an event loop has written a batch to its sessions.
  void delivered(long nanos) {
    delivery.record(nanos, TimeUnit.NANOSECONDS);
  }

  PostMessage answers(PostMessage post) {
    return (draft, order, reply) -> {
      long began = clock.monotonicNanos();
      post.post(
          draft,
          order,
          outcome -> {
            answer.record(clock.monotonicNanos() - began, TimeUnit.NANOSECONDS);
            reply.answer(outcome);
          });
    };
  }

  Journal confirms(Journal journal) {
    return new TimedJournal(journal, clock, confirm);
  }

  PersistBatches rows(PersistBatches persist) {
    return batches -> {
      persist.persist(batches);
      long nowMicros = TimeUnit.MILLISECONDS.toMicros(clock.wallMillis());
      for (Batch batch : batches) {
        rows.record(Math.max(0, nowMicros - batch.lowestStamp()), TimeUnit.MICROSECONDS);
      }
    };
  }

  SyncInbox gaps(SyncInbox sync) {
    return new SyncInbox() {
      @Override
      public Page page(UserId user, long after, int limit) {
        Page page = sync.page(user, after, limit);
        count(deadSeqs, page.dead());
        count(pendingSeqs, page.pending());
        return page;
      }

      @Override
      public long latestSeq(UserId user) {
        return sync.latestSeq(user);
      }
    };
  }

  private static void count(Counter counter, List<SeqRange> ranges) {
    for (SeqRange range : ranges) {
      counter.increment((double) (range.last() - range.first() + 1));
    }
  }

  /// A journal whose confirms are timed.
  record TimedJournal(Journal journal, Clock clock, Timer confirm) implements Journal {
    @Override
    public Outcome append(Batch batch, long deadlineNanos) {
      long began = clock.monotonicNanos();
      Outcome outcome = journal.append(batch, deadlineNanos);
      if (outcome instanceof Outcome.Confirmed) {
        confirm.record(clock.monotonicNanos() - began, TimeUnit.NANOSECONDS);
      }
      return outcome;
    }

    @Override
    public Optional<Outcome.Refused> refusal(ConversationId conversation) {
      return journal.refusal(conversation);
    }

    @Override
    public long backlog() {
      return journal.backlog();
    }
  }
}
