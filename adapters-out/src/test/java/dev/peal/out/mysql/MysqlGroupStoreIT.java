package dev.peal.out.mysql;

import dev.peal.application.contract.GroupStoreContract;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlGroupStoreIT extends GroupStoreContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected GroupStore store() {
    return new MysqlGroupStore(mysql.database());
  }

  @Override
  protected NoticeOutbox outbox() {
    return new MysqlNoticeOutbox(mysql.database());
  }

  @Override
  protected GroupStore reopened() {
    return new MysqlGroupStore(mysql.reopen());
  }
}
