package dev.peal.out.redis;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Allotment.NotYet;
import dev.peal.application.port.out.SequenceLedger.Earlier;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.session.UserId;
import dev.peal.servers.RealServers;
import dev.peal.servers.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Protocol;

/// Resends when Redis has lost its memory: the traces of `Attempts_bad_*` that concern the ledger,
/// on one server and on a cluster. Redis is emptied by deleting the buckets of this test alone.
class LostSendsIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);
  private static final Members TWO = Members.of(1, 1, 2);

  private final LedgerWorld world = LedgerWorld.quickly();
  private final MovableClock clock = new MovableClock();
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<String, ClientMessageId> ids = new HashMap<>();
  private RedisConnections connections;
  private RedisLedger ledger;

  static Stream<Arguments> servers() {
    return Stream.of(
        Arguments.of("lone", (Supplier<RedisServer>) RealServers::redis),
        Arguments.of("cluster", (Supplier<RedisServer>) RealServers::redisCluster));
  }

  private void open(Supplier<RedisServer> server) {
    connections = world.connect(server.get());
    ledger = world.open(connections, clock);
    tick();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void tick() {
    world.rows.raiseAll(clock.wallMicros());
  }

  /// Until the watermarks are past all that was allotted before the memory began.
  private void drain() {
    world.rows.raiseAll(clock.wallMicros() + world.settings.graceMicros() + 1_000_000);
  }

  private void loseRedis() {
    var names = new Names(connections);
    for (int bucket = 0; bucket < LedgerWorld.BUCKETS; bucket++) {
      connections.run(Command.of(Protocol.Command.DEL, names.bucket(bucket)));
    }
  }

  /// Loses Redis, and waits until the new epochs are open.
  private void loseRedisAndReopen() {
    loseRedis();
    eventually(
        "open", () -> allot(draft("probe" + sent.incrementAndGet(), false)) instanceof Allotted);
  }

  /// One whose id was made when its name was first heard of.
  private Draft draft(String name, boolean resend) {
    var id = ids.computeIfAbsent(name, n -> ClientMessageId.madeAt(clock.wallMillis(), n));
    return draft(GROUP, id, "text", resend);
  }

  private Draft untimed(String id, String text) {
    return draft(GROUP, new ClientMessageId(id), text, false);
  }

  private Draft draft(
      ConversationId conversation, ClientMessageId id, String text, boolean resend) {
    return new Draft(
        conversation, new UserId(1), id, new Body.Text(text), 10, clock.wallMillis(), resend);
  }

  private Allotment allot(Draft draft) {
    return allot(ledger, draft);
  }

  private static Allotment allot(RedisLedger by, Draft draft) {
    return BatchSamples.allot(by, draft.conversation(), TWO, new long[0], List.of(draft));
  }

  private Numbered number(Draft draft) {
    Allotment allotment = allot(draft);
    assertThat(allotment).isInstanceOf(Allotted.class);
    return ((Allotted) allotment).numbers().getFirst();
  }

  /// Allots and settles it; not stored.
  private Batch post(Draft draft) {
    Batch batch = batch(GROUP, List.of(draft), (Allotted) allot(draft));
    ledger.settled(batch);
    return batch;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void idWithoutATime_inTheFirstEpoch_waitsForTheFirstTickOnly(
      String name, Supplier<RedisServer> server) {
    connections = world.connect(server.get());
    ledger = world.open(connections, clock);

    assertThat(allot(untimed("a", "text"))).isInstanceOf(NotYet.class);
    tick();

    assertThat(number(untimed("a", "text"))).isEqualTo(new Numbered.Fresh(1));
  }

  /// Attempts_bad_none and _lookup: acked, still in the journal when Redis is lost.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void resend_afterALoss_waitsForTheJournalAndGetsItsFirstPosition(
      String name, Supplier<RedisServer> server) {
    open(server);
    Batch acked = post(draft("a", false));
    loseRedisAndReopen();

    tick();
    assertThat(allot(draft("a", true))).isInstanceOf(NotYet.class);
    assertThat(world.rows.store(acked)).isTrue();
    assertThat(allot(draft("a", true))).as("stored, but not drained").isInstanceOf(NotYet.class);
    drain();

    assertThat(number(draft("a", true))).isEqualTo(new Numbered.Repeated(1));
    // It is remembered from here on.
    world.rows.down(true);
    assertThat(number(draft("a", true))).isEqualTo(new Numbered.Repeated(1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void resend_afterALossOfWhatWasNeverJournaled_isNew(String name, Supplier<RedisServer> server) {
    open(server);
    allot(draft("a", false));
    loseRedisAndReopen();
    drain();

    Numbered again = number(draft("a", true));

    assertThat(again).isInstanceOf(Numbered.Fresh.class);
    assertThat(((Numbered.Fresh) again).position()).isGreaterThan(LedgerSettings.CEILING_STEP);
    assertThat(number(draft("a", true))).isEqualTo(again);
  }

  /// Attempts_bad_waiters: the first send stood in a lane while its resend overtook it.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void firstSend_madeBeforeTheOpening_isTreatedLikeAResend(
      String name, Supplier<RedisServer> server) {
    open(server);
    Draft waiting = draft("a", false);
    Batch overtook = post(draft("a", true));
    loseRedisAndReopen();
    tick();

    assertThat(allot(waiting)).isInstanceOf(NotYet.class);
    assertThat(world.rows.store(overtook)).isTrue();
    drain();
    assertThat(number(waiting)).isEqualTo(new Numbered.Repeated(1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void firstSend_madeWithinTheToleranceAfterTheOpening_isTreatedLikeAResend(
      String name, Supplier<RedisServer> server) {
    open(server);
    loseRedisAndReopen();
    tick();
    long opened =
        world.ceilings.read().stream()
            .mapToLong(bucket -> bucket.opensMicros())
            .max()
            .orElseThrow();

    long tolerated = opened / 1_000 + ClientMessageId.TOLERANCE_MILLIS;
    assertThat(allot(draft(GROUP, ClientMessageId.madeAt(tolerated - 1, "a"), "text", false)))
        .isInstanceOf(NotYet.class);
    assertThat(allot(draft(GROUP, ClientMessageId.madeAt(tolerated + 2, "a"), "text", false)))
        .isInstanceOf(Allotted.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void resend_ofAnotherBodyThatHasARow_isReused(String name, Supplier<RedisServer> server) {
    open(server);
    assertThat(world.rows.store(post(draft("a", false)))).isTrue();
    loseRedisAndReopen();
    drain();

    Draft elsewhere = draft(OTHER, draft("a", true).clientId(), "text", true);
    assertThat(number(elsewhere)).isEqualTo(new Numbered.Reused(GROUP, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void resend_whenRowsCannotBeRead_isRefusedAndOthersAreNot(
      String name, Supplier<RedisServer> server) {
    open(server);
    post(draft("a", false));
    loseRedisAndReopen();
    drain();
    world.rows.down(true);

    assertThatThrownBy(() -> allot(draft("a", true))).isInstanceOf(StoreUnavailable.class);
    assertThat(allot(draft("b", false))).isInstanceOf(Allotted.class);
  }

  /// The others neither wait for it nor are refused.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void resend_unknownAmongOthers_isDeferredWithWhatItsSenderHasBehindAndTheOthersAreNot(
      String name, Supplier<RedisServer> server) {
    open(server);
    Draft unsure = draft("a", true);
    post(unsure);
    loseRedisAndReopen();
    world.rows.down(true);
    clock.move(Duration.ofSeconds(2));
    List<Draft> drafts = List.of(by(2, "before"), unsure, by(1, "behind"), by(2, "after"));

    Allotted allotted = (Allotted) ledger.allot(GROUP, TWO, new long[0], drafts);

    assertThat(allotted.numbers())
        .extracting(Object::getClass)
        .isEqualTo(
            List.of(
                Numbered.Fresh.class,
                Numbered.Deferred.class,
                Numbered.Deferred.class,
                Numbered.Fresh.class));
    Allotted next = (Allotted) ledger.allot(GROUP, TWO, new long[0], List.of(by(2, "next")));
    assertThat(next.recipients().firstSeq(0) - allotted.recipients().firstSeq(0)).isEqualTo(2);
  }

  /// What was found out once is not read again while it holds.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void unknownId_foundNew_isNotLookedForAgain(String name, Supplier<RedisServer> server) {
    open(server);
    drain();
    assertThat(ledger.lookUp(GROUP, List.of(untimed("a", "text")))).isZero();
    world.rows.down(true);

    assertThat(number(untimed("a", "text"))).isInstanceOf(Numbered.Fresh.class);
  }

  private Draft by(long sender, String name) {
    return new Draft(
        GROUP,
        new UserId(sender),
        ClientMessageId.madeAt(clock.wallMillis(), name),
        new Body.Text("text"),
        10,
        clock.wallMillis(),
        false);
  }

  /// Attempts_bad_confirm and _pendack: remembered as pending from the allotment on, by all nodes.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void resend_throughAnotherNode_hasTheSamePositionAndIsNotAckedBeforeTheFirstIs(
      String name, Supplier<RedisServer> server) {
    open(server);
    RedisLedger other = world.open(server.get(), clock);
    Draft draft = draft("a", false);
    Allotted first = (Allotted) allot(draft);

    Allotted second = (Allotted) allot(other, draft("a", true));
    assertThat(second.numbers()).containsExactly(new Numbered.Fresh(1));
    ledger.settled(batch(GROUP, List.of(draft), first));

    eventually(
        "known as done to the other node",
        () ->
            ((Allotted) allot(other, draft("a", true)))
                .numbers()
                .equals(List.of(new Numbered.Repeated(1))));
  }

  /// What is forgotten by age is known to be forgotten.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void resend_afterMemoryWasDroppedByAge_isLookedFor(String name, Supplier<RedisServer> server) {
    open(server);
    assertThat(world.rows.store(post(draft("a", false)))).isTrue();
    Duration age = world.settings.rememberSends();
    for (int slice = 0; slice < 2; slice++) {
      world.rows.down(true);
      assertThat(number(draft("a", true))).as("slice " + slice).isEqualTo(new Numbered.Repeated(1));
      clock.move(age);
      assertThat(allot(draft("later" + slice, false))).isInstanceOf(Allotted.class);
      world.rows.down(false);
    }
    clock.move(age);
    assertThat(allot(draft("last", false))).isInstanceOf(Allotted.class);

    assertThat(allot(draft("a", true))).isInstanceOf(NotYet.class);
    drain();
    assertThat(number(draft("a", true))).isEqualTo(new Numbered.Repeated(1));
    assertThat(allot(draft("b", false))).isInstanceOf(Allotted.class);
  }

  /// Has a whole slice of the memory go by, and begins the next.
  private void nextSlice(String name) {
    beginSlice(world.settings.rememberSends(), name);
  }

  private void beginSlice(Duration after, String name) {
    clock.move(after.plusMillis(1));
    assertThat(allot(draft(name, false))).isInstanceOf(Allotted.class);
  }

  /// Ids_bad_flag and _active: an id that is used again long after Redis has forgotten it, with a
  /// time or without, though nothing says that it was sent before and its sender is at work.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void idUsedAgain_afterMemoryWasDroppedByAge_isKnownByItsRow(
      String name, Supplier<RedisServer> server) {
    open(server);
    ClientMessageId timed = draft("a", false).clientId();
    assertThat(world.rows.store(post(draft("a", false)))).isTrue();
    assertThat(world.rows.store(post(untimed("b", "text")))).isTrue();
    nextSlice("one");
    nextSlice("two");
    nextSlice("three");
    drain();

    assertThat(number(draft("a", false))).isEqualTo(new Numbered.Repeated(1));
    assertThat(number(untimed("b", "text"))).isEqualTo(new Numbered.Repeated(2));
    assertThat(number(draft(GROUP, timed, "another", false)))
        .isEqualTo(new Numbered.Reused(GROUP, 1));
    assertThat(number(untimed("b", "another"))).isEqualTo(new Numbered.Reused(GROUP, 2));
  }

  /// Ids_bad_future: it would be forgotten before its time has come, and count as new then.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void idFromTheFuture_isTakenWhenItsTimeHasCome(String name, Supplier<RedisServer> server) {
    open(server);
    clock.freeze();
    ClientMessageId id = ClientMessageId.madeAt(clock.wallMillis() + 10_000, "a");

    assertThat(allot(draft(GROUP, id, "text", false))).isEqualTo(new NotYet(9_750));
    clock.move(Duration.ofMillis(9_749));
    assertThat(allot(draft(GROUP, id, "text", false))).isEqualTo(new NotYet(1));
    clock.move(Duration.ofMillis(1));
    assertThat(number(draft(GROUP, id, "text", false))).isEqualTo(new Numbered.Fresh(1));
  }

  /// Ids_bad_slack: it was taken a little before its time, and the memory begins in between.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void idTakenAheadOfItsTime_andForgottenBeforeItCame_isLookedFor(
      String name, Supplier<RedisServer> server) {
    open(server);
    clock.freeze();
    assertThat(allot(draft("first", false))).isInstanceOf(Allotted.class);
    clock.move(world.settings.rememberSends().minusMillis(10));
    ClientMessageId id = ClientMessageId.madeAt(clock.wallMillis() + 240, "a");
    assertThat(world.rows.store(post(draft(GROUP, id, "text", false)))).isTrue();
    beginSlice(Duration.ofMillis(10), "second");
    nextSlice("third");
    drain();

    assertThat(number(draft(GROUP, id, "text", false))).isEqualTo(new Numbered.Repeated(2));
  }

  /// Ids_bad_refresh: what goes again must not be forgotten while it is on its way.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void pendingSend_thatGoesAgain_isRememberedAnew(String name, Supplier<RedisServer> server) {
    open(server);
    clock.freeze();
    assertThat(number(draft("a", false))).isEqualTo(new Numbered.Fresh(1));
    nextSlice("second");
    long horizon = clock.wallMicros();
    Duration half = world.settings.rememberSends().dividedBy(2);
    clock.move(half);
    Batch again = batch(GROUP, List.of(draft("a", true)), (Allotted) allot(draft("a", true)));
    beginSlice(half, "third");
    // What was allotted before the memory began is dealt with; the second attempt is not yet.
    world.rows.raiseAll(horizon + world.settings.graceMicros() + 1);
    ledger.settled(again);

    assertThat(number(draft("a", true))).isEqualTo(new Numbered.Repeated(1));
  }

  /// The same of a done one whose record came too late, and goes again.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void doneSend_whoseRecordGoesAgain_isRememberedAnew(String name, Supplier<RedisServer> server) {
    open(server);
    clock.freeze();
    Batch late = post(draft("a", false));
    eventually("done", () -> number(draft("a", true)) instanceof Numbered.Repeated);
    nextSlice("second");
    long horizon = clock.wallMicros();
    Duration half = world.settings.rememberSends().dividedBy(2);
    clock.move(half);
    assertThat(ledger.reallot(late, 77).messages().getFirst().position()).isEqualTo(1);
    beginSlice(half, "third");
    world.rows.raiseAll(horizon + world.settings.graceMicros() + 1);

    assertThat(number(draft("a", true))).isEqualTo(new Numbered.Repeated(1));
  }

  /// Their senders are no members any more, and Redis remembers nothing.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void earlier_afterALoss_waitsForTheJournalAndIsSaidByTheRow(
      String name, Supplier<RedisServer> server) {
    open(server);
    Batch acked = post(draft("a", false));
    draft("b", false);
    loseRedisAndReopen();
    tick();
    List<Draft> both = List.of(draft("a", true), draft("b", true));

    assertThat(ledger.earlier(GROUP, both)).hasOnlyElementsOfType(Earlier.Unsure.class);
    assertThat(ledger.lookUp(GROUP, both)).isPositive();
    assertThat(world.rows.store(acked)).isTrue();
    drain();
    assertThat(ledger.lookUp(GROUP, both)).isZero();

    assertThat(ledger.earlier(GROUP, both))
        .containsExactly(new Earlier.Posted(1), new Earlier.Never());
    // What is new by its time needs no row.
    world.rows.down(true);
    assertThat(ledger.earlier(GROUP, List.of(draft("c", false))))
        .containsExactly(new Earlier.Never());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void earlier_ofAPendingOne_waitsUntilItIsDecided(String name, Supplier<RedisServer> server) {
    open(server);
    clock.freeze();
    Draft draft = draft("a", false);
    Batch inDoubt = batch(GROUP, List.of(draft), (Allotted) allot(draft));
    allot(draft("b", false));
    List<Draft> both = List.of(draft, draft("b", true));

    assertThat(ledger.earlier(GROUP, both)).hasOnlyElementsOfType(Earlier.Unsure.class);
    assertThat(ledger.lookUp(GROUP, both)).isPositive();
    assertThat(world.rows.store(inDoubt)).isTrue();
    drain();
    // What was pending without a row is not asked again for a moment.
    eventually("decided", () -> ledger.lookUp(GROUP, both) == 0);

    assertThat(ledger.earlier(GROUP, both))
        .containsExactly(new Earlier.Posted(1), new Earlier.Never());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void reallot_whileNotOpen_isUnavailable(String name, Supplier<RedisServer> server) {
    open(server);
    Batch late = post(draft("a", false));
    loseRedis();

    assertThatThrownBy(() -> ledger.reallot(late, 77)).isInstanceOf(StoreUnavailable.class);
    eventually(
        "open",
        () -> {
          try {
            return ledger.reallot(late, 78).messages().getFirst().position() == 1;
          } catch (StoreUnavailable notYet) {
            return false;
          }
        });
    assertThat(number(draft("a", true))).isEqualTo(new Numbered.Fresh(1));
  }

  /// A persister's clock is ahead: what it calls late must not be late again.
  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void reallot_watermarkAheadOfTheClock_stampsAreNotBelowIt(
      String name, Supplier<RedisServer> server) {
    open(server);
    Batch late = post(draft("a", false));
    long ahead = clock.wallMicros() + 3_600_000_000L;
    world.rows.raiseAll(ahead);

    Batch renewed = ledger.reallot(late, 77);

    assertThat(renewed.lowestStamp()).isGreaterThanOrEqualTo(ahead);
    assertThat(world.rows.store(late)).isFalse();
    assertThat(world.rows.store(renewed)).isTrue();
  }
}
