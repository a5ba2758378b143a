package dev.peal.out.redis;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.timed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Allotment.NotYet;
import dev.peal.application.port.out.SequenceLedger.Allotment.StaleMembers;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.sequence.Partition;
import dev.peal.domain.session.UserId;
import dev.peal.servers.RealServers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/// Membership versions through losses and crashes: the traces of `Members_bad_*`.
class MemberVersionsIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final int HOME = Partition.of(GROUP, LedgerWorld.BUCKETS);

  private final LedgerWorld world = LedgerWorld.quickly();
  private final MovableClock clock = new MovableClock();
  private final AtomicInteger sent = new AtomicInteger();
  private RedisConnections connections;
  private RedisLedger ledger;

  @BeforeEach
  void open() {
    connections = world.connect(RealServers.redis());
    ledger = world.open(connections, clock);
    world.groups.version(7, 1);
    world.rows.ticking();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Allotment allot(long version) {
    return BatchSamples.allot(
        ledger,
        GROUP,
        Members.of(version, 1, 2),
        new long[0],
        List.of(timed(GROUP, 1, "m" + sent.incrementAndGet())));
  }

  private Allotment allotWhenOpen(long version) {
    List<Allotment> answers = new ArrayList<>();
    eventually(
        "open",
        () -> {
          answers.addFirst(allot(version));
          return !(answers.getFirst() instanceof NotYet);
        });
    return answers.getFirst();
  }

  private void loseBucket() {
    connections.run(Command.of(Protocol.Command.DEL, new Names(connections).bucket(HOME)));
  }

  /// Members_bad_stale: what comes back is of another epoch, hence missing.
  @Test
  void allot_versionLostWithItsEpoch_isThatOfTheStore() {
    world.groups.version(7, 2);
    ledger.raiseVersion(GROUP, 2);
    loseBucket();

    assertThat(allotWhenOpen(1)).isEqualTo(new StaleMembers(2));
    assertThat(allot(2)).isInstanceOf(Allotted.class);
  }

  /// Members_bad_fill: a node stops between reading the store and filling.
  @Test
  void fill_withAVersionThatWasOvertaken_doesNotLowerIt() {
    RedisLedger other = world.open(connections, clock);
    world.groups.afterFind(() -> {
      world.groups.afterFind(() -> {});
      // Version 1 was read; now the removal is answered.
      world.groups.version(7, 2);
      other.raiseVersion(GROUP, 2);
    });

    assertThat(allot(1)).isEqualTo(new StaleMembers(2));
  }

  /// Members_bad_again: the change is in the store, its first raise died.
  @Test
  void raiseVersion_repeatedAfterACrash_isSeenByAllNodes() {
    RedisLedger other = world.open(connections, clock);
    assertThat(allot(1)).isInstanceOf(Allotted.class);
    world.groups.version(7, 2);

    other.raiseVersion(GROUP, 2);

    assertThat(allot(1)).isEqualTo(new StaleMembers(2));
  }

  /// A slow change raises after the loss what a faster one has overtaken.
  @Test
  void raiseVersion_olderThanTheStoreWhenNoneIsKnown_putsTheStores() {
    world.groups.version(7, 3);
    loseBucket();

    ledger.raiseVersion(GROUP, 2);

    assertThat(allotWhenOpen(2)).isEqualTo(new StaleMembers(3));
  }

  /// Members_bad_split: not answered before the new epoch is open.
  @Test
  void raiseVersion_afterALoss_waitsForTheOpening() {
    allot(1);
    loseBucket();
    world.groups.version(7, 2);

    ledger.raiseVersion(GROUP, 2);

    assertThat(clock.wallMicros()).isGreaterThan(world.ceilings.read().get(HOME).opensMicros());
    assertThat(world.ceilings.read().get(HOME).epoch()).isEqualTo(2);
    assertThat(allot(1)).isEqualTo(new StaleMembers(2));
  }

  @Test
  void allot_membersOfNoOne_passWhateverTheVersion() {
    ledger.raiseVersion(GROUP, 5);

    Allotment notice =
        BatchSamples.allot(
            ledger,
            GROUP,
            Members.of(Long.MAX_VALUE),
            new long[] {1, 2},
            List.of(timed(GROUP, 1, "notice")));

    assertThat(notice).isInstanceOf(Allotted.class);
    assertThat(((Allotted) notice).recipients().size()).isEqualTo(2);
  }

  @Test
  void allot_directConversation_hasNoVersion() {
    ConversationId direct = ConversationId.direct(new UserId(1), new UserId(2));
    ledger.raiseVersion(direct, 9);

    Allotment allotment =
        ledger.allot(direct, Members.of(0, 1, 2), new long[0], List.of(timed(direct, 1, "a")));

    assertThat(allotment).isInstanceOf(Allotted.class);
  }
}
