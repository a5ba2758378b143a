package dev.peal.out.mysql;

import dev.peal.application.contract.AccountStoreContract;
import dev.peal.application.port.out.AccountStore;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlAccountStoreIT extends AccountStoreContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected AccountStore store() {
    return new MysqlAccountStore(mysql.database());
  }

  @Override
  protected AccountStore reopened() {
    return new MysqlAccountStore(mysql.reopen());
  }
}
