package dev.peal.out.embedded;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Counters in memory over what the embedded store holds.
///
/// **Numbers.** A counter is read from the store when it is first needed, and lives in memory from
/// then on. It is safe to start from the store, because at start every record of the journal is
/// expanded into rows before the first allotment, and a number that was given before a crash but
/// not journaled was never shown to anyone. So numbers that anybody saw are never given twice.
///
/// **Sends.** A (sender, client id) is remembered here from its allotment until its row is in the
/// store, which remembers it for ever. While the store is asked about an unknown one, a placeholder
/// keeps a second conversation from using the same id.
///
/// **Memory.** Counters are dropped, all at once, when there are more than a bound and no stamp is
/// open: then the store has every row that will ever be, and they can be read from it again. Each
/// drop begins a new *generation*, so that a number read from the store before it is not used
/// after.
///
/// **Stamps** are microseconds, each allotment's own and higher than all before. A stamp is *open*
/// until its batch is stored or certainly abandoned; the watermark is the lowest open one.
/// Everything is decided under one monitor, so the verdict on holes is exact and needs no grace.
///
/// Thread-safe. Guarded by its own monitor, except reads of the store, which are made without it.
public final class EmbeddedLedger implements SequenceLedger {

  /// Counters in memory, of users and conversations together; about 100 bytes each.
  private static final int MAX_COUNTERS = 1_000_000;

  /// When it is worth asking again about a batch that is being journaled.
  private static final long IN_FLIGHT_MILLIS = 200;

  private final EmbeddedStore store;
  private final SentIndex sent;
  private final Clock clock;
  private final int maxCounters;

  /// No number of this epoch of the store is at or below it.
  private final long floor;

  private final Map<Long, Counter> seqs = new HashMap<>();
  private final Map<ConversationId, Counter> positions = new HashMap<>();
  private final Map<ConversationId, Long> versions = new HashMap<>();
  private final Map<SendKey, Send> sends = new HashMap<>();
  private final TreeSet<Long> openStamps = new TreeSet<>();
  private long lastStamp;
  private long generation;

  /// `lastStamp` is at least every stamp in the store.
  public EmbeddedLedger(EmbeddedStore store, Clock clock, long lastStamp) {
    this(store, clock, lastStamp, MAX_COUNTERS);
  }

  EmbeddedLedger(EmbeddedStore store, Clock clock, long lastStamp, int maxCounters) {
    this.store = store;
    this.sent = new SentIndex(store);
    this.clock = clock;
    this.lastStamp = lastStamp;
    this.maxCounters = maxCounters;
    this.floor = StoreEpoch.floor(store);
  }

  @Override
  public Allotment allot(
      ConversationId conversation, Members members, long[] alsoTo, List<Draft> drafts) {
    // The store remembers for ever; but what one kind of server refuses, the other does too.
    long nowMillis = clock.wallMillis();
    long waitMillis =
        drafts.stream().mapToLong(draft -> draft.clientId().waitMillis(nowMillis)).max().orElse(0);
    if (waitMillis > 0) {
      return new Allotment.NotYet(waitMillis);
    }
    Members recipients = members.plus(alsoTo);
    while (true) {
      long loaded = load(conversation, recipients);
      List<Asked> asked = drafts.stream().map(Asked::of).toList();
      claim(conversation, asked);
      try {
        for (Asked one : asked) {
          if (one.claimed) {
            one.stored = sent.find(one.key.sender(), one.key.clientId());
          }
        }
        Allotment allotment = number(conversation, recipients, asked, loaded);
        if (allotment != null) {
          return allotment;
        }
      } finally {
        releaseClaims(asked);
      }
    }
  }

  @Override
  public List<Earlier> earlier(ConversationId conversation, List<Draft> drafts) {
    return drafts.stream().map(draft -> earlier(conversation, Asked.of(draft))).toList();
  }

  @Override
  public long lookUp(ConversationId conversation, List<Draft> drafts) {
    return earlier(conversation, drafts).contains(new Earlier.Unsure()) ? IN_FLIGHT_MILLIS : 0;
  }

  private Earlier earlier(ConversationId conversation, Asked asked) {
    // What is not here by then has its row, if it ever counted.
    Earlier here = inMemory(conversation, asked);
    if (here != null) {
      return here;
    }
    return sent.find(asked.key.sender(), asked.key.clientId())
        .<Earlier>map(row ->
            row.conversation().equals(conversation) && row.digest() == asked.digest
                ? new Earlier.Posted(row.position())
                : new Earlier.Reused(row.conversation(), row.position()))
        .orElseGet(Earlier.Never::new);
  }

  private synchronized @Nullable Earlier inMemory(ConversationId conversation, Asked asked) {
    Send send = sends.get(asked.key);
    if (send == null) {
      return null;
    }
    if (!send.settled) {
      return new Earlier.Unsure();
    }
    return send.conversation.equals(conversation) && send.digest == asked.digest
        ? new Earlier.Posted(send.position)
        : new Earlier.Reused(send.conversation, send.position);
  }

  /// Brings the counters that are needed into memory, and returns the generation they belong to.
  private long load(ConversationId conversation, Members recipients) {
    while (true) {
      long loading;
      List<UserId> missing = new ArrayList<>();
      boolean position;
      synchronized (this) {
        loading = generation;
        position = !positions.containsKey(conversation);
        for (int i = 0; i < recipients.size(); i++) {
          if (!seqs.containsKey(recipients.at(i))) {
            missing.add(new UserId(recipients.at(i)));
          }
        }
      }
      if (!position && missing.isEmpty()) {
        return loading;
      }
      long lastPosition = position ? EmbeddedReader.lastPosition(store, conversation) : 0;
      long[] lastSeqs = missing.stream().mapToLong(this::lastSeq).toArray();
      synchronized (this) {
        if (loading == generation) {
          if (position) {
            positions.putIfAbsent(conversation, new Counter(Math.max(lastPosition, floor)));
          }
          for (int i = 0; i < lastSeqs.length; i++) {
            seqs.putIfAbsent(missing.get(i).value(), new Counter(Math.max(lastSeqs[i], floor)));
          }
          return loading;
        }
      }
    }
  }

  private synchronized void claim(ConversationId conversation, List<Asked> asked) {
    for (Asked one : asked) {
      Send known = sends.get(one.key);
      if (known == null) {
        sends.put(one.key, new Send(conversation, one.digest));
        one.claimed = true;
      }
    }
  }

  /// Takes the placeholders away that did not become sends.
  private synchronized void releaseClaims(List<Asked> asked) {
    for (Asked one : asked) {
      if (one.claimed) {
        sends.computeIfPresent(one.key, (key, send) -> send.position == 0 ? null : send);
      }
    }
  }

  /// Null when what was read of the store is outdated and has to be read again: counters were
  /// dropped, or a send that was known when the claims were made got its row, and was forgotten
  /// here.
  private synchronized @Nullable Allotment number(
      ConversationId conversation, Members recipients, List<Asked> asked, long loaded) {
    if (loaded != generation
        || asked.stream().anyMatch(one -> one.stored.isEmpty() && !sends.containsKey(one.key))) {
      return null;
    }
    long version = versions.getOrDefault(conversation, 0L);
    if (recipients.version() < version) {
      return new Allotment.StaleMembers(version);
    }
    List<Numbered> numbers = new ArrayList<>(asked.size());
    int fresh = 0;
    for (Asked one : asked) {
      Numbered number = number(conversation, one);
      numbers.add(number);
      if (number instanceof Numbered.Fresh) {
        fresh++;
      }
    }
    if (fresh == 0) {
      return new Allotment.Allotted(numbers, Recipients.none(), lastStamp, lastStamp);
    }
    long stamp = nextStamp();
    openStamps.add(stamp);
    return new Allotment.Allotted(numbers, take(recipients, fresh), stamp, stamp);
  }

  private Numbered number(ConversationId conversation, Asked one) {
    if (one.stored.isPresent()) {
      SentIndex.Sent row = one.stored.get();
      return row.conversation().equals(conversation) && row.digest() == one.digest
          ? new Numbered.Repeated(row.position())
          : new Numbered.Reused(row.conversation(), row.position());
    }
    Send send = counter(sends, one.key);
    if (!send.conversation.equals(conversation) || send.digest != one.digest) {
      return new Numbered.Reused(send.conversation, send.position);
    }
    if (send.settled) {
      return new Numbered.Repeated(send.position);
    }
    if (send.position == 0) {
      send.position = counter(positions, conversation).add(1);
    }
    send.attempts++;
    return new Numbered.Fresh(send.position);
  }

  private Recipients take(Members members, int messages) {
    long[] users = members.toArray();
    long[] firstSeqs = new long[users.length];
    for (int i = 0; i < users.length; i++) {
      firstSeqs[i] = counter(seqs, users[i]).add(messages) - messages + 1;
    }
    return Recipients.of(users, firstSeqs);
  }

  private long nextStamp() {
    lastStamp = Math.max(lastStamp + 1, clock.wallMillis() * 1000);
    return lastStamp;
  }

  private static <K, V> V counter(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("no counter was loaded for " + key);
    }
    return value;
  }

  @Override
  public synchronized void settled(Batch batch) {
    for (Message message : batch.messages()) {
      Send send = sends.get(SendKey.of(message));
      // Gone already when the batch was stored before this call.
      if (send != null) {
        send.settled = true;
      }
    }
  }

  @Override
  public synchronized void abandoned(Batch batch) {
    for (Message message : batch.messages()) {
      sends.computeIfPresent(
          SendKey.of(message), (key, send) -> --send.attempts == 0 && !send.settled ? null : send);
    }
    decided(batch);
  }

  /// The rows of a batch are in the store, or in the hands of a person: either way it is decided.
  public synchronized void stored(Batch batch) {
    batch.messages().forEach(message -> sends.remove(SendKey.of(message)));
    decided(batch);
  }

  private void decided(Batch batch) {
    openStamps.remove(batch.highestStamp());
    if (openStamps.isEmpty() && counters() > maxCounters) {
      seqs.clear();
      positions.clear();
      generation++;
    }
  }

  /// Without a counter in memory everything that was given and shown is in the store: see above.
  @Override
  public boolean canHaveGiven(UserId user, long seq) {
    synchronized (this) {
      @Nullable Counter known = seqs.get(user.value());
      if (known != null) {
        return seq <= known.last;
      }
    }
    return seq <= lastSeq(user);
  }

  /// Where the counter of a user begins.
  private long lastSeq(UserId user) {
    return EmbeddedReader.lastRun(store, user).map(InboxRun::lastSeq).orElse(0L);
  }

  @Override
  public synchronized void raiseVersion(ConversationId conversation, long version) {
    versions.merge(conversation, version, Math::max);
  }

  @Override
  public synchronized MembersMark membersMark(ConversationId conversation) {
    return new MembersMark(0, versions.getOrDefault(conversation, 0L));
  }

  /// Counters in memory.
  synchronized int counters() {
    return seqs.size() + positions.size();
  }

  /// The stamp below which everything is decided.
  public synchronized long watermark() {
    @Nullable Long lowest = openStamps.isEmpty() ? null : openStamps.first();
    return lowest == null ? lastStamp + 1 : lowest;
  }

  /// The last number given of a user or a conversation.
  private static final class Counter {
    private long last;

    Counter(long last) {
      this.last = last;
    }

    long add(long count) {
      last += count;
      return last;
    }
  }

  private record SendKey(UserId sender, ClientMessageId clientId) {
    static SendKey of(Message message) {
      return new SendKey(message.sender(), message.clientId());
    }
  }

  /// A send that has no row yet; `position` is 0 while it is only a placeholder, and `attempts`
  /// counts the batches that carry it and may still be stored.
  private static final class Send {
    private final ConversationId conversation;
    private final long digest;
    private long position;
    private int attempts;
    private boolean settled;

    Send(ConversationId conversation, long digest) {
      this.conversation = conversation;
      this.digest = digest;
    }
  }

  /// One draft of a call, and what is known of it.
  private static final class Asked {
    private final SendKey key;
    private final long digest;
    private boolean claimed;
    private Optional<SentIndex.Sent> stored = Optional.empty();

    private Asked(SendKey key, long digest) {
      this.key = key;
      this.digest = digest;
    }

    static Asked of(Draft draft) {
      return new Asked(new SendKey(draft.sender(), draft.clientId()), BodyDigest.of(draft.body()));
    }
  }
}
