package dev.peal.out.mysql;

import dev.peal.application.contract.WatermarksContract;
import dev.peal.application.port.out.Watermarks;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlWatermarksIT extends WatermarksContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected Watermarks watermarks() {
    return new MysqlWatermarks(mysql.database(), MysqlOfClass.QUEUES);
  }

  @Override
  protected Watermarks reopened() {
    return new MysqlWatermarks(mysql.reopen(), MysqlOfClass.QUEUES);
  }
}
