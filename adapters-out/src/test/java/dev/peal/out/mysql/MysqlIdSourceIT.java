package dev.peal.out.mysql;

import dev.peal.application.contract.IdSourceContract;
import dev.peal.application.port.out.IdSource;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlIdSourceIT extends IdSourceContract {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);
  private IdSource source;

  MysqlServer server() {
    return RealServers.mysql();
  }

  @BeforeEach
  void open() {
    source = new MysqlIdSource(mysql.database());
  }

  @Override
  protected IdSource source() {
    return source;
  }

  @Override
  protected IdSource afterCrash() {
    return new MysqlIdSource(mysql.database());
  }
}
