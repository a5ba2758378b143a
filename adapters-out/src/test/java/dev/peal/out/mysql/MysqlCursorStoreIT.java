package dev.peal.out.mysql;

import dev.peal.application.contract.CursorStoreContract;
import dev.peal.application.port.out.CursorStore;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlCursorStoreIT extends CursorStoreContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected CursorStore cursors() {
    return new MysqlCursorStore(mysql.database());
  }

  @Override
  protected CursorStore reopened() {
    return new MysqlCursorStore(mysql.reopen());
  }
}
