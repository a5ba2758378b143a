package dev.peal.application.posting;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.posting.Faults.Point;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// The posting service over ports in memory, whose drainers run when [#run] is called.
final class Road {

  static final ConversationId GROUP = ConversationId.group(7);
  static final ConversationId OTHER = ConversationId.group(8);

  final Faults faults = new Faults();
  final MemoryLedger ledger = new MemoryLedger(faults);
  final Directory directory = new Directory();
  final List<Batch> appended = new ArrayList<>();
  final List<Batch> delivered = new ArrayList<>();
  final AtomicLong nowNanos = new AtomicLong();
  final PostMessageService service;

  /// What happens whenever the service asks what time it is.
  Runnable clockRead = () -> {};

  private final ArrayDeque<Runnable> drainers = new ArrayDeque<>();
  private final AtomicLong ids = new AtomicLong();

  /// What the journal says before numbers are taken.
  Optional<Journal.Outcome.Refused> refusal = Optional.empty();

  /// What the journal does with a batch; it is in `appended` by then.
  Function<Batch, Journal.Outcome> journal = batch -> new Journal.Outcome.Confirmed();

  Road(PostingSettings settings) {
    service = service(settings, drainers::add);
    directory.put(GROUP, Members.of(1, 1, 2, 3));
    directory.put(OTHER, Members.of(1, 1, 2, 3));
  }

  PostMessageService service(PostingSettings settings, Executor executor) {
    return new PostMessageService(
        settings,
        directory,
        ledger,
        new MemoryJournal(),
        batch -> {
          synchronized (delivered) {
            delivered.add(batch);
          }
          faults.at(Point.DELIVER);
        },
        kind -> {
          faults.at(Point.NEXT_ID);
          return ids.incrementAndGet();
        },
        new Clock() {
          @Override
          public long wallMillis() {
            return 1_700_000_000_000L;
          }

          @Override
          public long monotonicNanos() {
            clockRead.run();
            return nowNanos.get();
          }
        },
        executor);
  }

  /// Bounds of which the first three are small.
  static PostingSettings settings(int laneMessages, int queuedMessages, int batchMessages) {
    return settings(laneMessages, queuedMessages, batchMessages, 1);
  }

  static PostingSettings settings(
      int laneMessages, int queuedMessages, int batchMessages, int concurrentBatches) {
    return new PostingSettings(
        laneMessages,
        1 << 17,
        queuedMessages,
        1 << 18,
        batchMessages,
        1 << 16,
        1_000_000,
        64,
        1_000_000,
        concurrentBatches,
        Duration.ofSeconds(10));
  }

  /// Runs the drainers until none is left.
  void run() {
    for (Runnable next = drainers.poll(); next != null; next = drainers.poll()) {
      next.run();
    }
  }

  int waitingDrainers() {
    return drainers.size();
  }

  Answer post(SendOrder order, ConversationId conversation, long sender, String clientId) {
    return post(order, BatchSamples.draft(conversation, sender, clientId));
  }

  Answer post(SendOrder order, Draft draft) {
    var answer = new Answer();
    service.post(draft, order, answer::add);
    return answer;
  }

  List<List<String>> appendedIds() {
    return appended.stream()
        .map(batch -> batch.messages().stream().map(m -> m.clientId().value()).toList())
        .toList();
  }

  /// The answers to one post.
  static final class Answer {
    private final List<PostMessage.Outcome> outcomes = new ArrayList<>();

    synchronized void add(PostMessage.Outcome outcome) {
      outcomes.add(outcome);
    }

    synchronized List<PostMessage.Outcome> all() {
      return List.copyOf(outcomes);
    }

    /// The one answer.
    synchronized PostMessage.Outcome only() {
      if (outcomes.size() != 1) {
        throw new AssertionError("answers: " + outcomes + " (expected: exactly one)");
      }
      return outcomes.getFirst();
    }

    Optional<PostMessage.Outcome.Why> refusal() {
      return only() instanceof PostMessage.Outcome.TryAgain again
          ? Optional.of(again.why())
          : Optional.empty();
    }

    /// The position it was posted at; fails when it was not.
    long position() {
      if (only() instanceof PostMessage.Outcome.Posted posted) {
        return posted.position();
      }
      throw new AssertionError("answer: " + only() + " (expected: posted)");
    }
  }

  /// Members as a cache knows them, which may be older than those that a reload finds.
  final class Directory implements MemberDirectory {
    private final Map<ConversationId, Members> cached = new ConcurrentHashMap<>();
    private final Map<ConversationId, Members> stored = new ConcurrentHashMap<>();

    void put(ConversationId conversation, Members members) {
      cached.put(conversation, members);
      stored.put(conversation, members);
    }

    /// Changes the members behind the cache.
    void change(ConversationId conversation, Members members) {
      stored.put(conversation, members);
    }

    void remove(ConversationId conversation) {
      cached.remove(conversation);
      stored.remove(conversation);
    }

    /// What happens in every look-up, once the members are read.
    volatile Consumer<ConversationId> asked = conversation -> {};

    /// Members that nobody asked for yet.
    void putCold(ConversationId conversation, Members members) {
      stored.put(conversation, members);
    }

    @Override
    public Optional<Members> cached(ConversationId conversation) {
      return Optional.ofNullable(cached.get(conversation));
    }

    @Override
    public Optional<Members> members(ConversationId conversation) {
      faults.at(Point.MEMBERS);
      return load(conversation);
    }

    private Optional<Members> load(ConversationId conversation) {
      Optional<Members> found = Optional.ofNullable(stored.get(conversation));
      asked.accept(conversation);
      found.ifPresent(members -> cached.put(conversation, members));
      return found;
    }

    @Override
    public Optional<Members> reload(ConversationId conversation) {
      faults.at(Point.RELOAD);
      return load(conversation);
    }
  }

  private final class MemoryJournal implements Journal {
    @Override
    public Journal.Outcome append(Batch batch, long deadlineNanos) {
      faults.at(Point.APPEND);
      synchronized (appended) {
        appended.add(batch);
      }
      return journal.apply(batch);
    }

    @Override
    public Optional<Journal.Outcome.Refused> refusal(ConversationId conversation) {
      return refusal;
    }

    @Override
    public long backlog() {
      return 0;
    }
  }
}
