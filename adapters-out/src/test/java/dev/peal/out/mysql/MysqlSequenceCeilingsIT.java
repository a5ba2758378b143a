package dev.peal.out.mysql;

import dev.peal.application.contract.SequenceCeilingsContract;
import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlSequenceCeilingsIT extends SequenceCeilingsContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  @Override
  protected SequenceCeilings ceilings() {
    return new MysqlSequenceCeilings(mysql.database(), MysqlOfClass.BUCKETS);
  }

  @Override
  protected SequenceCeilings reopened() {
    return new MysqlSequenceCeilings(mysql.reopen(), MysqlOfClass.BUCKETS);
  }
}
