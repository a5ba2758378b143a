package dev.peal.out.redis;

import dev.peal.application.contract.ReallotmentContract;
import dev.peal.application.port.out.Reallotment;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RedisReallotmentIT extends ReallotmentContract {

  private LedgerWorld world;
  private RedisLedger ledger;

  @BeforeEach
  void open() {
    world = LedgerWorld.quickly();
    world.rows.ticking();
    ledger = world.open(RealServers.redis(), new MovableClock());
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
  protected Reallotment reallotment() {
    return ledger;
  }
}
