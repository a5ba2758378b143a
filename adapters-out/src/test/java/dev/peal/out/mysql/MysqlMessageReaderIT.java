package dev.peal.out.mysql;

import dev.peal.application.contract.MessageReaderContract;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MessageReader;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlMessageReaderIT extends MessageReaderContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected BatchStore store() {
    return mysql.batches();
  }

  @Override
  protected MessageReader messages() {
    return mysql.reader();
  }

  @Override
  protected GroupStore groups() {
    return new MysqlGroupStore(mysql.database());
  }

  @Override
  protected AccountStore accounts() {
    return new MysqlAccountStore(mysql.database());
  }
}
