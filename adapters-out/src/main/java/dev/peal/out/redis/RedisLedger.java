package dev.peal.out.redis;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Reallotment;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.application.port.out.Watermarks;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.domain.sequence.Partition;
import dev.peal.domain.session.UserId;
import dev.peal.out.redis.AllotReply.Place;
import dev.peal.out.redis.Allotter.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Counters in Redis under ceilings in MySQL. What Redis holds may vanish or come back old at any
/// time; what that costs is a jump in seqs and a wait, never a number given twice: see [Epochs] for
/// numbers, [LostMemory] for sends, [MemberVersions] for members.
///
/// An allotment asks, and while the answer is a refusal that can be seen to, sees to it and asks
/// again, for no longer than [#PATIENCE]. What an attempt took in vain becomes holes, and its sends
/// stay pending: a later attempt gets the same positions.
///
/// Batches that are not in the journal need nothing done: their sends stay pending, and their seqs
/// are dead once the watermarks have passed.
///
/// Thread-safe; blocks.
public final class RedisLedger implements SequenceLedger, Reallotment, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Versions are compared by Lua, which counts to here exactly; a version that is higher stands
  /// for members that are nobody's.
  private static final long MAX_VERSION = (1L << 53) - 1;

  private final RedisConnections connections;
  private final LedgerSettings settings;
  private final Clock clock;
  private final Watermarks watermarks;
  private final Epochs epochs;
  private final CeilingsAhead ahead;
  private final DurableWatch durable;
  private final MemberVersions versions;
  private final LostMemory memory;
  private final Settlements settlements;

  /// The last time passed to a script, in µs: those of one node rise.
  private final AtomicLong lastMicros = new AtomicLong();

  private RedisLedger(
      RedisConnections connections,
      LedgerSettings settings,
      LedgerStores stores,
      Clock clock,
      Epochs epochs) {
    this.connections = connections;
    this.settings = settings;
    this.clock = clock;
    this.watermarks = stores.watermarks();
    this.epochs = epochs;
    this.ahead = new CeilingsAhead(epochs);
    this.durable = new DurableWatch(epochs, clock);
    this.versions = new MemberVersions(connections, epochs, stores.groups(), clock);
    this.memory = new LostMemory(stores.sent(), stores.watermarks(), clock, settings.graceMicros());
    this.settlements = new Settlements(connections);
  }

  /// Reads the durable epochs, and begins those that Redis lacks.
  ///
  /// @throws StoreUnavailable Redis or the ceilings cannot be reached
  public static RedisLedger open(
      RedisConnections connections, LedgerSettings settings, LedgerStores stores, Clock clock) {
    var epochs = new Epochs(connections, stores.ceilings(), clock, settings.openingMicros());
    epochs.prepare(clock.monotonicNanos() + PATIENCE.toNanos());
    return new RedisLedger(connections, settings, stores, clock, epochs);
  }

  @Override
  public Allotment allot(
      ConversationId conversation, Members members, long[] alsoTo, List<Draft> drafts) {
    // Its stamp will not be below this, so no id is remembered for earlier than its time allows.
    long waitMillis = LostMemory.waitMillis(drafts, nowMicros() / 1_000);
    if (waitMillis > 0) {
      return new Allotment.NotYet(waitMillis);
    }
    long deadlineNanos = clock.monotonicNanos() + PATIENCE.toNanos();
    int buckets = epochs.buckets();
    var home = home(conversation, members.version(), buckets);
    List<Send> sends = sends(drafts, buckets);
    settlements.tellNow(sends.stream().map(Send::field).toList());
    long[] users = members.plus(alsoTo).toArray();
    var part = new Part(sends);
    part.defer(unsettled(drafts, sends));
    while (!part.places().isEmpty()) {
      var attempt = attempt(nowMicros());
      var inboxes = new Inboxes(users, buckets);
      switch (attempt.allotter().allot(home, part.sends(), inboxes)) {
        case Outcome.Numbers(var places) -> {
          ahead.note(attempt.allotter().runningOut(), attempt.known());
          return allotted(part, places, inboxes, attempt.allotter());
        }
        case Outcome.Failed(AllotReply.Stale(var version)) -> {
          return new Allotment.StaleMembers(version);
        }
        case Outcome.Failed(AllotReply.NotOpen(var opens)) -> {
          return new Allotment.NotYet(millisUntil(opens));
        }
        case Outcome.Failed(AllotReply.NoVersion ignored) -> {
          return new Allotment.Unknown();
        }
        case Outcome.Failed(AllotReply.Unsure(var places, var ignored)) ->
            part.defer(places.stream().map(part.places()::get).toList());
        case Outcome.Failed(var why) -> seeTo(why, attempt.known(), deadlineNanos);
      }
      checkTime(deadlineNanos);
    }
    List<Numbered> numbers = Collections.nCopies(drafts.size(), new Numbered.Deferred());
    return new Allotment.Allotted(numbers, Recipients.none(), 0, 0);
  }

  /// The sends of an allotment that are not deferred. Confined to its thread.
  private static final class Part {

    private final List<Send> all;
    private final BitSet deferred = new BitSet();
    private List<Integer> places;

    Part(List<Send> all) {
      this.all = all;
      this.places = IntStream.range(0, all.size()).boxed().toList();
    }

    /// Where they stand among all.
    List<Integer> places() {
      return places;
    }

    List<Send> sends() {
      return places.size() == all.size() ? all : places.stream().map(all::get).toList();
    }

    /// Leaves those at these places out, and what their senders have behind them.
    void defer(List<Integer> unsure) {
      if (unsure.isEmpty()) {
        return;
      }
      unsure.forEach(deferred::set);
      Set<UserId> waiting = new HashSet<>();
      for (int i = 0; i < all.size(); i++) {
        UserId sender = all.get(i).key().sender();
        if (deferred.get(i)) {
          waiting.add(sender);
        } else if (waiting.contains(sender)) {
          deferred.set(i);
        }
      }
      places = IntStream.range(0, all.size()).filter(i -> !deferred.get(i)).boxed().toList();
    }
  }

  private List<Send> sends(List<Draft> drafts, int buckets) {
    return drafts.stream().map(draft -> memory.informed(Send.of(draft, buckets))).toList();
  }

  /// Places of drafts that may have been sent before of which it has to be looked up whether they
  /// stand in rows: those that Redis does not know, and those that are pending there.
  private List<Integer> unsettled(List<Draft> drafts, List<Send> sends) {
    List<Integer> again =
        IntStream.range(0, drafts.size()).filter(i -> drafts.get(i).resend()).boxed().toList();
    if (again.isEmpty()) {
      return again;
    }
    List<Send> asked = again.stream().map(sends::get).toList();
    List<Integer> found =
        switch (attempt(nowMicros()).allotter().ask(asked)) {
          case Outcome.Numbers(var places) -> pending(asked, places);
          case Outcome.Failed(AllotReply.Unsure(var places, var ignored)) -> places;
          case Outcome.Failed ignored -> List.of();
        };
    return found.stream().map(again::get).toList();
  }

  private List<Integer> pending(List<Send> asked, List<Place> places) {
    return IntStream.range(0, asked.size())
        .filter(
            i -> Allotter.isPending(asked.get(i), places.get(i)) && memory.mayHaveRow(asked.get(i)))
        .boxed()
        .toList();
  }

  @Override
  public List<Earlier> earlier(ConversationId conversation, List<Draft> drafts) {
    List<Send> sends = sends(drafts, epochs.buckets());
    settlements.tellNow(sends.stream().map(Send::field).toList());
    return attempt(nowMicros()).allotter().ask(sends) instanceof Outcome.Numbers(var places)
        ? IntStream.range(0, sends.size())
            .mapToObj(i -> earlier(sends.get(i), places.get(i)))
            .toList()
        : Collections.nCopies(sends.size(), new Earlier.Unsure());
  }

  private Earlier earlier(Send send, Place place) {
    return switch (place) {
      case Place.New ignored -> new Earlier.Never();
      case Place.Remembered(var ignored, var position, var what) when !what.equals(send.what()) ->
          new Earlier.Reused(Send.conversationOf(what), position);
      case Place.Remembered(var done, var position, var ignored) when done ->
          new Earlier.Posted(position);
      case Place.Remembered ignored ->
          memory.isDecided(send) ? new Earlier.Never() : new Earlier.Unsure();
    };
  }

  @Override
  public long lookUp(ConversationId conversation, List<Draft> drafts) {
    long deadlineNanos = clock.monotonicNanos() + PATIENCE.toNanos();
    if (conversation instanceof ConversationId.Group group) {
      versions.ensure(group);
    }
    while (!drafts.isEmpty()) {
      List<Send> sends = sends(drafts, epochs.buckets());
      var attempt = attempt(nowMicros());
      switch (attempt.allotter().ask(sends)) {
        case Outcome.Numbers(var places) -> {
          List<Send> pending = pending(sends, places).stream().map(sends::get).toList();
          settleStored(conversation, pending);
          return memory.waitMillis(sends);
        }
        case Outcome.Failed(AllotReply.Unsure unsure) -> {
          Optional<List<Send>> stored = memory.look(conversation, sends, unsure);
          if (stored.isEmpty()) {
            return memory.tooSoon(unsure);
          }
          if (!stored.get().isEmpty()) {
            attempt(nowMicros()).allotter().remember(stored.get());
          }
        }
        case Outcome.Failed(AllotReply.NotOpen(var opens)) -> {
          return millisUntil(opens);
        }
        case Outcome.Failed(var why) -> seeTo(why, attempt.known(), deadlineNanos);
      }
      checkTime(deadlineNanos);
    }
    return 0;
  }

  /// Has Redis told of pending messages that stand in rows that they are done.
  private void settleStored(ConversationId conversation, List<Send> pending) {
    List<Bucket> known = epochs.known();
    List<Settlements.Settled> stored =
        memory.stored(conversation, pending).stream()
            .map(send ->
                new Settlements.Settled(
                    send.field(), send.bucket(), known.get(send.bucket()).epoch(), send.position()))
            .toList();
    settlements.add(stored);
    settlements.tellNow(stored.stream().map(Settlements.Settled::field).toList());
  }

  private static AllotCall.Home home(ConversationId conversation, long version, int buckets) {
    String versionField =
        switch (conversation) {
          case ConversationId.Group ignored -> Names.version(conversation);
          case ConversationId.Direct ignored -> "";
        };
    return new AllotCall.Home(
        Partition.of(conversation, buckets),
        Names.position(conversation),
        versionField,
        Math.min(version, MAX_VERSION),
        0);
  }

  private record Attempt(Allotter allotter, List<Bucket> known) {}

  private Attempt attempt(long nowMicros) {
    List<Bucket> known = epochs.known();
    return new Attempt(
        new Allotter(connections, known, nowMicros, settings.rememberMicros()), known);
  }

  /// What the numbers themselves were refused for.
  private void seeTo(AllotReply why, List<Bucket> known, long deadlineNanos) {
    switch (why) {
      case AllotReply.Refused(var buckets) -> epochs.repair(known, buckets, deadlineNanos);
      case AllotReply.Full(var buckets, var numbers) -> epochs.raise(buckets, numbers);
      case AllotReply other -> throw new IllegalStateException("answer: " + other);
    }
  }

  private void checkTime(long deadlineNanos) {
    if (clock.monotonicNanos() - deadlineNanos > 0) {
      throw new StoreUnavailable("numbers cannot be had from Redis in time", false);
    }
  }

  private static Allotment.Allotted allotted(
      Part part, List<Place> places, Inboxes inboxes, Allotter allotter) {
    List<Numbered> numbers =
        new ArrayList<>(Collections.nCopies(part.all.size(), new Numbered.Deferred()));
    List<Send> sends = part.sends();
    for (int i = 0; i < sends.size(); i++) {
      numbers.set(part.places().get(i), numbered(sends.get(i), places.get(i)));
    }
    boolean any = Allotter.fresh(sends, places) > 0;
    return new Allotment.Allotted(
        numbers,
        any ? inboxes.toRecipients() : Recipients.none(),
        allotter.lowestStamp(),
        allotter.highestStamp(),
        any ? allotter.epochs() : BucketEpochs.none());
  }

  private static Numbered numbered(Send send, Place place) {
    return switch (place) {
      case Place.New(var position) -> new Numbered.Fresh(position);
      case Place.Remembered(var done, var position, var what) -> {
        if (!what.equals(send.what())) {
          yield new Numbered.Reused(Send.conversationOf(what), position);
        }
        yield done ? new Numbered.Repeated(position) : new Numbered.Fresh(position);
      }
    };
  }

  /// Leaves the marks to [Settlements].
  @Override
  public void settled(Batch batch) {
    List<Bucket> known = epochs.known();
    List<Settlements.Settled> settled = new ArrayList<>(batch.messages().size());
    for (Message message : batch.messages()) {
      int bucket = Partition.ofUser(message.sender().value(), known.size());
      settled.add(
          new Settlements.Settled(
              Names.send(message.sender(), message.clientId()),
              bucket,
              epochOf(bucket, batch.epochs(), known),
              message.position()));
    }
    settlements.add(settled);
  }

  private static long epochOf(int bucket, BucketEpochs epochs, List<Bucket> known) {
    for (int i = 0; i < epochs.size(); i++) {
      if (epochs.bucket(i) == bucket) {
        return epochs.epoch(i);
      }
    }
    return known.get(bucket).epoch();
  }

  @Override
  public void abandoned(Batch batch) {
    // Its sends stay pending, and its seqs die with the watermarks.
  }

  /// Up to the floor without asking Redis: an epoch begins above all that was given before it.
  @Override
  public boolean canHaveGiven(UserId user, long seq) {
    long deadlineNanos = clock.monotonicNanos() + PATIENCE.toNanos();
    while (true) {
      List<Bucket> known = epochs.known();
      Bucket bucket = known.get(Partition.ofUser(user.value(), known.size()));
      if (seq <= bucket.floor()) {
        return true;
      }
      OptionalLong last =
          LastSeqScript.read(
              connections.run(
                  LastSeqScript.command(new Names(connections), bucket, Names.seq(user.value()))));
      if (last.isPresent()) {
        return seq <= last.getAsLong();
      }
      epochs.repair(known, List.of(bucket.index()), deadlineNanos);
      checkTime(deadlineNanos);
    }
  }

  @Override
  public void raiseVersion(ConversationId conversation, long version) {
    if (conversation instanceof ConversationId.Group group) {
      Duration wait = settings.failoverWindow().plus(settings.clockSkew()).plus(PATIENCE);
      versions.raise(group, version, clock.monotonicNanos() + wait.toNanos());
    }
  }

  @Override
  public MembersMark membersMark(ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Group group ->
          versions.mark(group, clock.monotonicNanos() + PATIENCE.toNanos());
      case ConversationId.Direct ignored -> new MembersMark(0, 0);
    };
  }

  /// Waits for no opening: until then this fails, and the record stays where it is.
  @Override
  public Batch reallot(Batch late, long newId) {
    long deadlineNanos = clock.monotonicNanos() + PATIENCE.toNanos();
    int buckets = epochs.buckets();
    List<Send> sends = new ArrayList<>(late.messages().size());
    late.messages().forEach(each -> sends.add(Send.of(each, late.conversation(), buckets)));
    long[] users = new long[late.recipients().size()];
    for (int i = 0; i < users.length; i++) {
      users[i] = late.recipients().user(i);
    }
    // Not below the watermark that it was too late for, whatever this node's clock says.
    long watermark = watermarks.of(Partition.of(late.conversation(), watermarks.queues()));
    while (true) {
      var attempt = attempt(Math.max(nowMicros(), watermark));
      var inboxes = new Inboxes(users, buckets);
      switch (attempt.allotter().put(sends, inboxes)) {
        case Outcome.Numbers(var places) -> {
          ahead.note(attempt.allotter().runningOut(), attempt.known());
          return renewed(late, newId, messages(late, sends, places), inboxes, attempt);
        }
        case Outcome.Failed(AllotReply.NotOpen(var opens)) ->
            throw new StoreUnavailable(
                "new numbers can be had in " + millisUntil(opens) + " ms", false);
        case Outcome.Failed(var why) -> seeTo(why, attempt.known(), deadlineNanos);
      }
      checkTime(deadlineNanos);
    }
  }

  private static List<Message> messages(Batch late, List<Send> sends, List<Place> places) {
    List<Message> messages = new ArrayList<>(places.size());
    for (int i = 0; i < places.size(); i++) {
      Message message = late.messages().get(i);
      messages.add(
          places.get(i) instanceof Place.Remembered(var ignored, var position, var what)
                  && what.equals(sends.get(i).what())
              ? new Message(
                  position,
                  message.sender(),
                  message.clientId(),
                  message.sentAtMillis(),
                  message.body())
              : message);
    }
    messages.sort(Comparator.comparingLong(Message::position));
    return messages;
  }

  private static Batch renewed(
      Batch late, long newId, List<Message> messages, Inboxes inboxes, Attempt attempt) {
    return new Batch(
        newId,
        late.conversation(),
        messages,
        inboxes.toRecipients(),
        attempt.allotter().lowestStamp(),
        attempt.allotter().highestStamp(),
        late.membersVersion(),
        attempt.allotter().epochs());
  }

  private long nowMicros() {
    long wallMicros = clock.wallMillis() * 1_000;
    return lastMicros.updateAndGet(last -> Math.max(last + 1, wallMicros));
  }

  private long millisUntil(long opensMicros) {
    return Math.max(0, opensMicros / 1_000 - clock.wallMillis()) + 2;
  }

  /// Epochs of buckets that this node began since its start.
  public long epochsBegun() {
    return epochs.begun();
  }

  /// Notes in Redis what is done, if it answers. The connections stay open.
  @Override
  public void close() {
    settlements.close();
    ahead.close();
    durable.close();
  }

  /// The buckets that Redis has, with their epochs and ceilings there.
  ///
  /// @throws StoreUnavailable Redis cannot be reached
  public static List<Bucket> inRedis(RedisConnections connections, int buckets) {
    var names = new Names(connections);
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < buckets; i++) {
      commands.add(InspectScript.command(names, new Bucket(i, 0, 0, 0, 0)));
    }
    @Nullable Object[] replies = connections.run(commands);
    List<Bucket> found = new ArrayList<>();
    for (int i = 0; i < buckets; i++) {
      var seen = InspectScript.read(replies[i]);
      if (seen.epoch() > 0) {
        found.add(new Bucket(i, seen.epoch(), 0, seen.ceiling(), seen.opensMicros()));
      }
    }
    return found;
  }

  /// How many numbers of a bucket are made durable at a time.
  public static long ceilingStep() {
    return LedgerSettings.CEILING_STEP;
  }
}
