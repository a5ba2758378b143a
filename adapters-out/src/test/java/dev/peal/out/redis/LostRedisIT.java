package dev.peal.out.redis;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.draft;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.timed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.contract.Samples;
import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Allotment.NotYet;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Draft;
import dev.peal.domain.sequence.Partition;
import dev.peal.servers.RedisServer;
import dev.peal.servers.ServerName;
import dev.peal.servers.ServerSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/// Numbers through losses of Redis: the traces of `Seq_bad_*`, and of stamps and openings in
/// `Holes_bad_*`, on a Redis of its own.
class LostRedisIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final Members TWO = Members.of(1, 1, 2);
  private static final int HOME = Partition.ofUser(1, LedgerWorld.BUCKETS);

  @TempDir static Path folder;
  private static ServerSet servers;

  private final LedgerWorld world = LedgerWorld.quickly();
  private final MovableClock clock = new MovableClock();
  private final Set<Long> given = new TreeSet<>();
  private final AtomicInteger sent = new AtomicInteger();

  @BeforeAll
  static void start() {
    servers = ServerSet.start(folder.resolve("services"), ServerName.REDIS);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @BeforeEach
  void empty() {
    try (Jedis jedis = jedis()) {
      jedis.flushAll();
    }
    world.rows.ticking();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static RedisServer redis() {
    return servers.redis();
  }

  private static Jedis jedis() {
    return new Jedis(redis().host(), redis().port());
  }

  private String bucketKey(RedisConnections connections, int bucket) {
    return new Names(connections).bucket(bucket);
  }

  private static Allotment ask(RedisLedger ledger, Draft draft) {
    return BatchSamples.allot(ledger, GROUP, TWO, new long[0], List.of(draft));
  }

  /// Sends something new until it gets its numbers; user 1's seq must be one that was never given.
  private Allotted send(RedisLedger ledger) {
    Draft draft = draft(GROUP, 1, "m" + sent.incrementAndGet());
    List<Allotted> allotted = new ArrayList<>();
    eventually(
        "sent",
        () -> {
          if (ask(ledger, draft) instanceof Allotted numbers) {
            allotted.add(numbers);
          }
          return !allotted.isEmpty();
        });
    Allotted numbers = allotted.getFirst();
    assertThat(given.add(numbers.recipients().firstSeq(0))).as("never given before").isTrue();
    return numbers;
  }

  private static long seq(Allotted numbers) {
    return numbers.recipients().firstSeq(0);
  }

  @Test
  void open_freshSystem_countsFrom1AtOnce() {
    RedisLedger ledger = world.open(redis(), clock);

    assertThat(seq(send(ledger))).isEqualTo(1);
    assertThat(world.ceilings.begun())
        .hasSize(LedgerWorld.BUCKETS)
        .allMatch(bucket -> bucket.epoch() == 1 && bucket.opensMicros() == 0);
  }

  @Test
  void open_twoNodesOnAFreshSystemAtOnce_giveDifferentNumbers() throws Exception {
    RedisConnections one = world.connect(redis());
    RedisConnections other = world.connect(redis());
    List<Callable<RedisLedger>> nodes =
        List.of(() -> world.open(one, clock), () -> world.open(other, clock));

    List<RedisLedger> ledgers = Samples.atOnce(nodes);

    for (int i = 0; i < 20; i++) {
      send(ledgers.get(i % 2));
    }
    assertThat(given).hasSize(20);
  }

  @Test
  void allot_afterRedisWasEmptied_jumpsPastTheCeiling() {
    RedisLedger ledger = world.open(redis(), clock);
    Allotted before = send(ledger);

    try (Jedis jedis = jedis()) {
      jedis.flushAll();
    }

    assertThat(ask(ledger, draft(GROUP, 1, "new"))).isInstanceOf(NotYet.class);
    Allotted after = send(ledger);
    assertThat(seq(after)).isEqualTo(LedgerSettings.CEILING_STEP + 1);
    assertThat(after.numbers().getFirst()).isNotEqualTo(before.numbers().getFirst());
    assertThat(after.epochs().epoch(0)).isEqualTo(2);
  }

  /// Seq_bad_evict: nothing of a bucket may vanish alone; if its hash does, all of it does.
  @Test
  void allot_afterOneBucketVanished_onlyThatOneJumps() {
    RedisConnections connections = world.connect(redis());
    RedisLedger ledger = world.open(connections, clock);
    send(ledger);

    try (Jedis jedis = jedis()) {
      jedis.del(bucketKey(connections, HOME));
    }

    Allotted after = send(ledger);
    assertThat(seq(after)).isGreaterThan(LedgerSettings.CEILING_STEP);
    assertThat(world.ceilings.begun()).hasSize(LedgerWorld.BUCKETS + 1);
  }

  @Test
  void allot_manyLanesAfterALoss_beginOneEpochOfEachBucket() throws Exception {
    RedisLedger ledger = world.open(redis(), clock);
    try (Jedis jedis = jedis()) {
      jedis.flushAll();
    }
    List<Callable<Allotment>> lanes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Draft draft = draft(GROUP, 1, "lane" + i);
      lanes.add(() -> ask(ledger, draft));
    }

    assertThat(Samples.atOnce(lanes)).hasOnlyElementsOfType(NotYet.class);
    assertThat(world.ceilings.begun()).hasSize(2 * LedgerWorld.BUCKETS);
  }

  /// Seq_bad_noreign: the file is older than the last numbers, and its epoch is the right one.
  @Test
  void allot_afterRestartFromAnOldFile_givesNoNumberAgain() {
    RedisLedger ledger = world.open(redis(), clock);
    send(ledger);
    try (Jedis jedis = jedis()) {
      // From here on its file grows old.
      jedis.configSet("appendonly", "no");
    }
    send(ledger);
    send(ledger);

    servers.kill(ServerName.REDIS);
    servers.start(ServerName.REDIS);

    eventually("Redis answers", () -> answers(ledger));
    assertThat(seq(send(ledger))).isGreaterThan(LedgerSettings.CEILING_STEP);
  }

  /// What is new by the time in its id waits for the opening alone: neither the watermarks nor the
  /// rows are read.
  @Test
  void allot_afterARestart_freshIdsNeedNoRows() {
    RedisLedger ledger = world.open(redis(), clock);
    send(ledger);
    servers.kill(ServerName.REDIS);
    servers.start(ServerName.REDIS);
    world.rows.down(true);

    eventually("answered", () -> answersFresh(ledger));
  }

  private boolean answersFresh(RedisLedger ledger) {
    try {
      Allotment allotment = ask(ledger, timed(GROUP, 1, "fresh" + sent.incrementAndGet()));
      if (allotment instanceof Allotment.Unknown) {
        assertThat(ledger.lookUp(GROUP, List.of())).isZero();
      }
      return allotment instanceof Allotted numbers
          && numbers.numbers().getFirst() instanceof Numbered.Fresh;
    } catch (StoreUnavailable stillDown) {
      return false;
    }
  }

  /// Seq_bad_memory: a node that starts only now has never seen the old reign.
  @Test
  void allot_byANodeThatIsNewAfterTheRestart_givesNoNumberAgain() {
    send(world.open(redis(), clock));
    try (Jedis jedis = jedis()) {
      // From here on its file grows old.
      jedis.configSet("appendonly", "no");
    }
    send(world.open(redis(), clock));
    servers.kill(ServerName.REDIS);
    servers.start(ServerName.REDIS);

    RedisLedger newcomer = world.open(redis(), clock);

    assertThat(seq(send(newcomer))).isGreaterThan(LedgerSettings.CEILING_STEP);
  }

  private static boolean answers(RedisLedger ledger) {
    try {
      ask(ledger, draft(GROUP, 2, "hello"));
      return true;
    } catch (StoreUnavailable stillDown) {
      return false;
    }
  }

  /// A replica that attaches for the first time gives its primary a new identity: a jump, no more.
  @Test
  void allot_afterAFirstReplicaAttached_jumps() {
    try (ServerSet others = ServerSet.start(folder.resolve("first"), ServerName.REDIS);
        Jedis replica = new Jedis(others.redis().host(), others.redis().port())) {
      RedisLedger ledger = world.open(redis(), clock);
      send(ledger);
      replica.replicaof(redis().host(), redis().port());
      eventually("linked", () -> replica.info("replication").contains("master_link_status:up"));

      assertThat(seq(send(ledger))).isIn(2L, LedgerSettings.CEILING_STEP + 1);
    }
  }

  /// Two primaries: the stale one opens a new epoch, the old one goes on in its own.
  @Test
  void allot_staleReplicaPromotedWhileTheOldPrimaryLives_givesNoNumberTwice() {
    try (ServerSet others = ServerSet.start(folder.resolve("replica"), ServerName.REDIS);
        Jedis replica = new Jedis(others.redis().host(), others.redis().port())) {
      replica.replicaof(redis().host(), redis().port());
      eventually("linked", () -> replica.info("replication").contains("master_link_status:up"));
      RedisConnections connections = world.connect(redis());
      RedisLedger old = world.open(connections, clock);
      send(old);
      eventually("copied", () -> replica.hexists(bucketKey(connections, HOME), Names.seq(1)));
      replica.replicaofNoOne();
      send(old);
      send(old);

      RedisLedger promoted = world.open(others.redis(), clock);
      long jumped = seq(send(promoted));
      long stillOld = seq(send(old));

      assertThat(jumped).isGreaterThan(LedgerSettings.CEILING_STEP);
      assertThat(stillOld).isEqualTo(4);
    }
  }

  /// Seq_bad_redisfirst, and MySQL's absence while Redis has numbers left.
  @Test
  void allot_atTheCeilingWithoutMysql_stopsThereAndGoesOnWithIt() {
    RedisConnections connections = world.connect(redis());
    RedisLedger ledger = world.open(connections, clock);
    String key = bucketKey(connections, HOME);
    world.ceilings.down(true);
    long last = LedgerSettings.CEILING_STEP;
    try (Jedis jedis = jedis()) {
      jedis.hset(key, Names.seq(1), Long.toString(last - 1));

      assertThat(seq(send(ledger))).isEqualTo(last);
      assertThatThrownBy(() -> ask(ledger, draft(GROUP, 1, "too-many")))
          .isInstanceOf(StoreUnavailable.class);
      assertThat(jedis.hget(key, "c")).isEqualTo(Long.toString(last));
      world.ceilings.down(false);
      assertThat(seq(send(ledger))).isEqualTo(last + 1);
    }
    assertThat(world.ceilings.read().get(HOME).ceiling()).isGreaterThan(last);
    assertThat(world.ceilings.begun()).hasSize(LedgerWorld.BUCKETS);
  }

  @Test
  void allot_moreThanHalfAStepGiven_raisesTheCeilingAhead() {
    RedisConnections connections = world.connect(redis());
    RedisLedger ledger = world.open(connections, clock);
    try (Jedis jedis = jedis()) {
      jedis.hset(
          bucketKey(connections, HOME),
          Names.seq(1),
          Long.toString(LedgerSettings.CEILING_STEP / 2 + 1));
      send(ledger);

      String raised = Long.toString(2 * LedgerSettings.CEILING_STEP);
      eventually("raised", () -> jedis.hget(bucketKey(connections, HOME), "c").equals(raised));
      assertThat(world.ceilings.read().get(HOME).ceiling()).hasToString(raised);
    }
  }

  /// Seq_bad_reinstall: an install may come late, or again; it must do nothing then.
  @Test
  void install_ofAnEpochThatWasInstalled_isRefused() {
    RedisConnections connections = world.connect(redis());
    var names = new Names(connections);
    var first = new Bucket(0, 1, 0, 100, 0);
    var second = new Bucket(0, 2, 100, 200, 5);
    String reign = InspectScript.read(connections.run(InspectScript.command(names, first))).reign();

    assertThat(install(connections, second, "another reign")).isFalse();
    assertThat(install(connections, second, reign)).isTrue();
    assertThat(install(connections, second, reign)).isFalse();
    assertThat(install(connections, first, reign)).isFalse();
  }

  private static boolean install(RedisConnections connections, Bucket bucket, String reign) {
    return InstallScript.installed(
        connections.run(InstallScript.command(new Names(connections), bucket, reign)));
  }

  /// Nothing is heard of an install: it is not sent again, another epoch is begun.
  @Test
  void repair_installWithoutAnswer_beginsAnotherEpochAndGivesNoNumberTwice() {
    RedisLedger ledger = world.open(redis(), clock);
    send(ledger);
    try (Jedis killer = jedis()) {
      killer.flushAll();
      // Connections end between the begin of the epoch and its install.
      world.ceilings.afterSupersede(() -> {
        world.ceilings.afterSupersede(() -> {});
        killer.clientKill(
            ClientKillParams.clientKillParams()
                .type(ClientType.NORMAL)
                .skipMe(ClientKillParams.SkipMe.YES));
      });
      eventually("asked", () -> answers(ledger));
    }

    send(ledger);

    assertThat(world.ceilings.read().get(HOME).epoch()).isEqualTo(3);
  }

  /// Holes_bad_clock.
  @Test
  void allot_clockSteppedBack_stampsDoNot() {
    RedisLedger ledger = world.open(redis(), clock);
    long last = send(ledger).highestStamp();

    clock.move(Duration.ofHours(-1));
    Allotted same = send(ledger);
    Allotted other = send(world.open(redis(), clock));

    assertThat(same.lowestStamp()).isGreaterThanOrEqualTo(last);
    assertThat(other.lowestStamp()).isGreaterThanOrEqualTo(same.highestStamp());
  }

  /// Holes_bad_openback: of the node that begins the third epoch the clock is behind.
  @Test
  void supersede_byANodeWhoseClockIsBehind_doesNotOpenBeforeTheEpochBefore() {
    RedisConnections connections = world.connect(redis());
    RedisLedger ledger = world.open(connections, clock);
    send(ledger);
    try (Jedis jedis = jedis()) {
      jedis.flushAll();
      long second = send(ledger).lowestStamp();
      long opened = world.ceilings.read().get(HOME).opensMicros();
      var behind = new MovableClock();
      behind.move(Duration.ofSeconds(-3));
      RedisLedger late = world.open(redis(), behind);
      jedis.flushAll();
      assertThat(ask(late, draft(GROUP, 1, "late"))).isInstanceOf(NotYet.class);

      Bucket third = world.ceilings.read().get(HOME);
      assertThat(third.epoch()).isEqualTo(3);
      assertThat(third.opensMicros()).isGreaterThanOrEqualTo(opened);
      assertThat(jedis.hget(bucketKey(connections, HOME), "t"))
          .isEqualTo(Long.toString(third.opensMicros()));
      assertThat(send(ledger).lowestStamp()).isGreaterThanOrEqualTo(opened).isGreaterThan(second);
    }
  }

  /// A database that was restored, or a replica that took over without everything: its ceilings are
  /// below what was given, which Redis would hide until it is lost too.
  @Test
  void open_mysqlIsOlderThanRedis_leapsInEveryBucket() {
    RedisConnections connections = world.connect(redis());
    RedisLedger ledger = world.open(connections, clock);
    List<Bucket> older = world.ceilings.read();
    ledger.allot(GROUP, TWO, new long[0], List.of(draft(GROUP, 1, "before")));
    try (Jedis jedis = jedis()) {
      jedis.hset(bucketKey(connections, HOME), Names.seq(1), "99999");
    }
    Allotted past = send(ledger);
    eventually("raised", () -> world.ceilings.read().get(HOME).ceiling() > seq(past) + 1);
    ledger.close();
    long ceiling = world.ceilings.read().get(HOME).ceiling();
    eventually(
        "raised there too",
        () -> RedisLedger.inRedis(connections, 16).get(HOME).ceiling() == ceiling);

    world.ceilings.restore(older);
    RedisLedger again = world.open(connections, clock);

    assertThat(world.ceilings.read())
        .allMatch(bucket -> bucket.epoch() == 2 && bucket.floor() >= SequenceCeilings.LEAP);
    assertThat(world.ceilings.read().get(HOME).floor()).isEqualTo(ceiling + SequenceCeilings.LEAP);
    assertThat(seq(send(again))).isEqualTo(ceiling + SequenceCeilings.LEAP + 1);
  }

  /// The same under the feet of a running node, of which Redis keeps everything.
  @Test
  void running_mysqlWentBack_isNoticedWithoutARefusal() {
    RedisLedger ledger = world.open(redis(), clock);
    List<Bucket> older = world.ceilings.read();
    try (Jedis jedis = jedis()) {
      jedis.flushAll();
    }
    send(ledger);
    assertThat(world.ceilings.read().get(HOME).epoch()).isEqualTo(2);

    world.ceilings.restore(older);

    eventually("noticed", () -> world.ceilings.read().get(HOME).epoch() == 3);
    eventually("leapt", () -> seq(send(ledger)) > SequenceCeilings.LEAP);
  }

  /// MySQL came back from an old copy: its epochs are begun until they are past Redis's.
  @Test
  void allot_redisIsOfALaterEpochThanMysql_goesPastIt() {
    RedisConnections connections = world.connect(redis());
    RedisLedger ledger = world.open(connections, clock);
    send(ledger);
    try (Jedis jedis = jedis()) {
      String key = bucketKey(connections, HOME);
      jedis.hset(key, "r", jedis.hget(key, "r").replaceFirst("1", "4"));
      jedis.hset(key, "e", "4");

      assertThat(seq(send(ledger))).isGreaterThan(4 * LedgerSettings.CEILING_STEP);
      assertThat(jedis.hget(key, "e")).isEqualTo("5");
    }
  }

  /// The database was made anew, and Redis was not emptied.
  @Test
  void open_newDatabaseOverAnOldRedis_takesNothingOverFromIt() {
    RedisConnections connections = world.connect(redis());
    RedisLedger old = world.open(connections, clock);
    Draft draft = draft(GROUP, 1, "a");
    old.settled(batch(GROUP, List.of(draft), (Allotted) ask(old, draft)));
    old.close();

    RedisLedger ledger = world.open(connections, clock, new FakeCeilings(LedgerWorld.BUCKETS));

    eventually("open", () -> !(ask(ledger, draft) instanceof NotYet));
    assertThat(((Allotted) ask(ledger, draft)).numbers().getFirst())
        .isInstanceOf(Numbered.Fresh.class);
  }

  @Test
  void install_overAnOldEpoch_removesItsMemoryOfSends() {
    RedisConnections connections = world.connect(redis());
    RedisLedger ledger = world.open(connections, clock);
    send(ledger);
    var names = new Names(connections);
    try (Jedis jedis = jedis()) {
      assertThat(jedis.exists(names.slice(HOME, 1, 0), names.slice(HOME, 1, 1))).isEqualTo(1);
      // As on a promoted replica: everything is there, of another reign.
      jedis.hset(names.bucket(HOME), "r", "1/another");

      send(ledger);

      assertThat(jedis.exists(names.slice(HOME, 1, 0), names.slice(HOME, 1, 1))).isZero();
      assertThat(jedis.hget(names.bucket(HOME), "e")).isEqualTo("2");
    }
  }

  @Test
  void settled_batchOfAnOldEpoch_marksNothingInTheNewOne() {
    RedisLedger ledger = world.open(redis(), clock);
    Draft draft = draft(GROUP, 1, "a");
    var old = batch(GROUP, List.of(draft), (Allotted) ask(ledger, draft));
    try (Jedis jedis = jedis()) {
      jedis.flushAll();
    }
    send(ledger);

    ledger.settled(old);

    eventually("asked again", () -> !(ask(ledger, draft) instanceof NotYet));
    assertThat(ask(ledger, draft)).isInstanceOf(Allotted.class);
  }
}
