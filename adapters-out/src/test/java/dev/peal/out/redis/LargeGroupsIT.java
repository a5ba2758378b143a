package dev.peal.out.redis;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Recipients;
import dev.peal.servers.RealServers;
import dev.peal.servers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// More users, and more sends, than one call of a script takes.
class LargeGroupsIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final int MEMBERS = 2_500;

  private final LedgerWorld world = new LedgerWorld(LedgerWorld.quick(), 2);

  static Stream<Arguments> servers() {
    return Stream.of(
        Arguments.of("lone", (Supplier<RedisServer>) RealServers::redis),
        Arguments.of("cluster", (Supplier<RedisServer>) RealServers::redisCluster));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static Allotted allot(RedisLedger ledger, List<Draft> drafts) {
    var members = Members.of(1, LongStream.rangeClosed(1, MEMBERS).toArray());
    return (Allotted) BatchSamples.allot(ledger, GROUP, members, new long[0], drafts);
  }

  private static List<Draft> drafts(int count, String name) {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drafts.add(draft(GROUP, 1 + i % 3, name + i));
    }
    return drafts;
  }

  private static void assertFirstSeqs(Recipients recipients, long expected) {
    assertThat(recipients.size()).isEqualTo(MEMBERS);
    assertThat(IntStream.range(0, MEMBERS).mapToLong(recipients::firstSeq).distinct())
        .containsExactly(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void allot_thousandsOfMembers_allGetAsManySeqs(String name, Supplier<RedisServer> server) {
    world.rows.ticking();
    RedisLedger ledger = world.open(server.get(), new MovableClock());
    Allotted first = allot(ledger, drafts(3, "a"));
    ledger.settled(batch(GROUP, drafts(3, "a"), first));
    List<Draft> mixed = new ArrayList<>(drafts(3, "a"));
    mixed.addAll(drafts(2, "b"));

    Allotted second = allot(ledger, mixed);
    Allotted third = allot(ledger, drafts(1, "c"));

    assertFirstSeqs(first.recipients(), 1);
    assertFirstSeqs(second.recipients(), 4);
    assertThat(second.numbers())
        .containsExactly(
            new Numbered.Repeated(1),
            new Numbered.Repeated(2),
            new Numbered.Repeated(3),
            new Numbered.Fresh(4),
            new Numbered.Fresh(5));
    assertFirstSeqs(third.recipients(), 6);
    assertThat(first.epochs().size()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void allot_thousandsOfSends_areRememberedInTheirOrder(String name, Supplier<RedisServer> server) {
    world.rows.ticking();
    RedisLedger ledger = world.open(server.get(), new MovableClock());
    List<Draft> drafts = drafts(5_000, "m");

    List<Numbered> first = allot(ledger, drafts).numbers();
    List<Numbered> again = allot(ledger, drafts).numbers();

    assertThat(first)
        .isEqualTo(
            LongStream.rangeClosed(1, 5_000).<Numbered>mapToObj(Numbered.Fresh::new).toList());
    assertThat(again).isEqualTo(first);
  }
}
