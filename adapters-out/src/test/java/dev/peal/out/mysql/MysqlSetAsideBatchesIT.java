package dev.peal.out.mysql;

import dev.peal.application.contract.SetAsideBatchesContract;
import dev.peal.application.port.out.SetAsideBatches;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlSetAsideBatchesIT extends SetAsideBatchesContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected SetAsideBatches aside() {
    return new MysqlSetAsideBatches(mysql.database(), MysqlOfClass.QUEUES);
  }

  @Override
  protected SetAsideBatches reopened() {
    return new MysqlSetAsideBatches(mysql.reopen(), MysqlOfClass.QUEUES);
  }

  @Override
  protected int queues() {
    return MysqlOfClass.QUEUES;
  }
}
