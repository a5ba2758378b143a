package dev.peal.out.redis;

import dev.peal.application.contract.SequenceLedgerContract;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.domain.message.Batch;
import dev.peal.servers.RealServers;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The contract on a Redis Cluster.
class RedisClusterLedgerIT extends SequenceLedgerContract {

  private LedgerWorld world;
  private RedisLedger ledger;

  @BeforeEach
  void open() {
    world = LedgerWorld.quickly();
    world.rows.ticking();
    ledger = world.open(RealServers.redisCluster(), new MovableClock());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Override
  protected SequenceLedger ledger() {
    return ledger;
  }

  @Override
  protected void store(Batch batch) {
    Assertions.assertThat(world.rows.store(batch)).isTrue();
  }

  @Override
  protected InboxReader inbox() {
    return world.rows;
  }
}
