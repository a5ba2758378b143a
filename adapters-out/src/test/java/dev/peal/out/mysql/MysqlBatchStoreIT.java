package dev.peal.out.mysql;

import dev.peal.application.contract.BatchStoreContract;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlBatchStoreIT extends BatchStoreContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected BatchStore store() {
    return mysql.batches();
  }

  @Override
  protected ParkedBatches parked() {
    return mysql.batches();
  }

  @Override
  protected InboxReader inbox() {
    return mysql.reader();
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
  protected CursorStore cursors() {
    return new MysqlCursorStore(mysql.database());
  }

  @Override
  protected void reopen() {
    mysql.reopen();
  }
}
