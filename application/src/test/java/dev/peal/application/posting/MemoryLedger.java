package dev.peal.application.posting;

import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.posting.Faults.Point;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A ledger that keeps everything in maps.
final class MemoryLedger implements SequenceLedger {

  private final Faults faults;
  private final Map<Long, Long> seqs = new HashMap<>();
  private final Map<ConversationId, Long> positions = new HashMap<>();
  private final Map<ConversationId, Long> versions = new HashMap<>();
  private final Map<Key, Sent> sent = new HashMap<>();
  private final Set<Long> open = new HashSet<>();
  private long stamp;
  private final Set<String> unsure = new HashSet<>();
  private long notYetMillis;
  private long tooSoonMillis;

  MemoryLedger(Faults faults) {
    this.faults = faults;
  }

  /// Answers allotments with [Allotment.NotYet] from now on.
  void notYet(long retryAfterMillis) {
    notYetMillis = retryAfterMillis;
  }

  /// Defers the draft of this client id until it is looked up.
  synchronized void unsure(String clientId) {
    unsure.add(clientId);
  }

  /// What look-ups answer from now on.
  synchronized void tooSoon(long retryAfterMillis) {
    tooSoonMillis = retryAfterMillis;
  }

  @Override
  public synchronized long lookUp(ConversationId conversation, List<Draft> drafts) {
    faults.at(Point.LOOK_UP);
    if (tooSoonMillis == 0) {
      drafts.forEach(draft -> unsure.remove(draft.clientId().value()));
    }
    return tooSoonMillis;
  }

  @Override
  public synchronized MembersMark membersMark(ConversationId conversation) {
    return new MembersMark(0, versions.getOrDefault(conversation, 0L));
  }

  /// Stamps of batches that are neither settled nor abandoned.
  synchronized Set<Long> open() {
    return Set.copyOf(open);
  }

  @Override
  public synchronized Allotment allot(
      ConversationId conversation, Members members, long[] alsoTo, List<Draft> drafts) {
    faults.at(Point.ALLOT);
    long version = versions.getOrDefault(conversation, 0L);
    if (members.version() < version) {
      return new Allotment.StaleMembers(version);
    }
    if (notYetMillis > 0) {
      return new Allotment.NotYet(notYetMillis);
    }
    List<Numbered> numbers = new ArrayList<>();
    Set<UserId> waiting = new HashSet<>();
    for (Draft draft : drafts) {
      if (unsure.contains(draft.clientId().value())) {
        waiting.add(draft.sender());
      }
      numbers.add(
          waiting.contains(draft.sender()) ? new Numbered.Deferred() : number(conversation, draft));
    }
    long fresh = numbers.stream().filter(Numbered.Fresh.class::isInstance).count();
    if (fresh == 0) {
      return new Allotment.Allotted(numbers, Recipients.none(), stamp, stamp);
    }
    long[] users = members.plus(alsoTo).toArray();
    long[] firstSeqs = new long[users.length];
    for (int i = 0; i < users.length; i++) {
      firstSeqs[i] = seqs.merge(users[i], fresh, Long::sum) - fresh + 1;
    }
    open.add(++stamp);
    return new Allotment.Allotted(numbers, Recipients.of(users, firstSeqs), stamp, stamp);
  }

  @Override
  public synchronized List<Earlier> earlier(ConversationId conversation, List<Draft> drafts) {
    return drafts.stream().map(this::earlier).toList();
  }

  private Earlier earlier(Draft draft) {
    if (unsure.contains(draft.clientId().value())) {
      return new Earlier.Unsure();
    }
    Sent known = sent.get(new Key(draft.sender(), draft.clientId()));
    return known != null && known.settled
        ? new Earlier.Posted(known.position)
        : new Earlier.Never();
  }

  private Numbered number(ConversationId conversation, Draft draft) {
    Sent known =
        sent.computeIfAbsent(
            new Key(draft.sender(), draft.clientId()),
            key ->
                new Sent(conversation, draft.body(), positions.merge(conversation, 1L, Long::sum)));
    if (!known.conversation.equals(conversation) || !known.body.equals(draft.body())) {
      return new Numbered.Reused(known.conversation, known.position);
    }
    if (known.settled) {
      return new Numbered.Repeated(known.position);
    }
    known.attempts++;
    return new Numbered.Fresh(known.position);
  }

  @Override
  public synchronized void settled(Batch batch) {
    faults.at(Point.SETTLED);
    open.remove(batch.highestStamp());
    batch.messages().forEach(this::settle);
  }

  private void settle(Message message) {
    Sent known = sent.get(Key.of(message));
    if (known != null) {
      known.settled = true;
    }
  }

  @Override
  public synchronized void abandoned(Batch batch) {
    faults.at(Point.ABANDONED);
    open.remove(batch.highestStamp());
    for (Message message : batch.messages()) {
      sent.computeIfPresent(
          Key.of(message), (key, one) -> --one.attempts == 0 && !one.settled ? null : one);
    }
  }

  @Override
  public synchronized boolean canHaveGiven(UserId user, long seq) {
    return seq <= seqs.getOrDefault(user.value(), 0L);
  }

  @Override
  public synchronized void raiseVersion(ConversationId conversation, long version) {
    versions.merge(conversation, version, Math::max);
  }

  private record Key(UserId sender, ClientMessageId clientId) {
    static Key of(Message message) {
      return new Key(message.sender(), message.clientId());
    }
  }

  private static final class Sent {
    private final ConversationId conversation;
    private final Body body;
    private final long position;
    private int attempts;
    private boolean settled;

    Sent(ConversationId conversation, Body body, long position) {
      this.conversation = conversation;
      this.body = body;
      this.position = position;
    }
  }
}
