package dev.peal.out.redis;

import static dev.peal.application.contract.BatchSamples.draft;
import static dev.peal.application.contract.BatchSamples.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Draft;
import dev.peal.domain.sequence.Partition;
import dev.peal.out.mysql.MysqlClusterSettings;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.out.mysql.MysqlIdSource;
import dev.peal.out.mysql.MysqlSequenceCeilings;
import dev.peal.out.mysql.MysqlSettings;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import dev.peal.servers.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/// An older copy of MySQL's tables, put back under a Redis that is gone too: nothing is left that
/// knows what was given since, but for whoever put it back.
class RestoredDatabaseIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final Members TWO = Members.of(1, 1, 2);

  private final MovableClock clock = new MovableClock();
  private final AtomicInteger sent = new AtomicInteger();

  private long next(RedisLedger ledger) {
    String id = "m" + sent.incrementAndGet();
    Draft draft = draft(GROUP, 1, id);
    List<Long> seqs = new ArrayList<>();
    eventually(
        "sent",
        () -> {
          if (BatchSamples.allot(ledger, GROUP, TWO, new long[0], List.of(draft))
              instanceof Allotted numbers) {
            seqs.add(numbers.recipients().firstSeq(0));
          }
          return !seqs.isEmpty();
        });
    return seqs.getFirst();
  }

  private static void execute(TestDatabase test, String... statements) throws Exception {
    try (Connection connection = test.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void restored_olderCopyAndRedisLost_noNumberIsGivenTwice() throws Exception {
    MysqlServer server = RealServers.mysql();
    try (TestDatabase test = TestDatabase.create(server);
        MysqlDatabase database =
            MysqlDatabase.connect(
                MysqlSettings.at(server.address(), test.name(), server.user(), server.password()));
        LedgerWorld world = LedgerWorld.quickly()) {
      database.migrate();
      new MysqlClusterSettings(database).agree(LedgerWorld.BUCKETS, LedgerWorld.QUEUES);
      var ceilings = new MysqlSequenceCeilings(database, LedgerWorld.BUCKETS);
      world.rows.ticking();
      RedisConnections connections = world.connect(RealServers.redis());
      RedisLedger before = world.open(connections, clock, ceilings);
      assertThat(next(before)).isEqualTo(1);
      execute(test, "CREATE TABLE dump AS SELECT * FROM seq_bucket");
      long user = new MysqlIdSource(database).next(IdSource.Kind.USER);
      try (Jedis jedis = new Jedis(RealServers.redis().host(), RealServers.redis().port())) {
        String home = new Names(connections).bucket(bucketOf(1));
        jedis.hset(home, Names.seq(1), "99998");
        long given = next(before);
        while (given <= LedgerSettings.CEILING_STEP) {
          given = next(before);
        }
        for (int i = 0; i < LedgerWorld.BUCKETS; i++) {
          jedis.del(new Names(connections).bucket(i));
        }
        given = next(before);
        before.close();
        execute(test, "DELETE FROM seq_bucket", "INSERT INTO seq_bucket SELECT * FROM dump");
        for (int i = 0; i < LedgerWorld.BUCKETS; i++) {
          jedis.del(new Names(connections).bucket(i));
        }

        List<Bucket> begun = ceilings.restored(List.of(), ceilings.highestStored(), 100_000, 0);

        assertThat(begun).hasSize(LedgerWorld.BUCKETS).isEqualTo(ceilings.read());
        assertThat(next(world.open(connections, clock, ceilings)))
            .isGreaterThan(SequenceCeilings.LEAP)
            .isGreaterThan(given);
      }
      assertThat(new MysqlIdSource(database).next(IdSource.Kind.USER))
          .isGreaterThan(user + SequenceCeilings.LEAP - 1);
    }
  }

  private static int bucketOf(long user) {
    return Partition.ofUser(user, LedgerWorld.BUCKETS);
  }
}
