package dev.peal.out.mysql;

import dev.peal.application.contract.ParkedBatchesContract;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlParkedBatchesIT extends ParkedBatchesContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected ParkedBatches parked() {
    return mysql.batches();
  }

  @Override
  protected ParkedBatches reopened() {
    mysql.reopen();
    return mysql.batches();
  }
}
