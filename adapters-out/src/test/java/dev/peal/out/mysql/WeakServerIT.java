package dev.peal.out.mysql;

import static dev.peal.application.contract.BatchSamples.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.ServerName;
import dev.peal.servers.ServerSet;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that stops keeping what it answers, on one of its own.
class WeakServerIT {

  @TempDir Path folder;

  private static void asRoot(MysqlServer server, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.url(""), "root", server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// As a failover to another server does it: whoever comes next has a new connection.
  private static void endConnections(MysqlServer server) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.url(""), "root", server.password());
        Statement list = connection.createStatement();
        Statement kill = connection.createStatement();
        ResultSet rows =
            list.executeQuery(
                "SELECT id FROM information_schema.processlist WHERE user = 'peal'")) {
      while (rows.next()) {
        kill.execute("KILL " + rows.getLong(1));
      }
    }
  }

  private static MysqlSettings settings(MysqlServer at, MysqlSettings.OnWeakDurability what) {
    return new MysqlSettings(
        at.address(),
        "peal",
        at.user(),
        at.password(),
        MysqlSettings.Tls.PREFERRED,
        2,
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        what);
  }

  private static boolean isUsed(MysqlDatabase database) {
    try {
      return one(database) == 1;
    } catch (StoreUnavailable notYet) {
      return false;
    }
  }

  private static int one(MysqlDatabase database) {
    return database.read(
        "test",
        session -> {
          try (Statement statement = session.connection().createStatement();
              ResultSet rows = statement.executeQuery("SELECT 1")) {
            return rows.next() ? rows.getInt(1) : 0;
          }
        });
  }

  @Test
  void weakServer_isRefusedAtTheStartAndAfterAReconnect_orUsedWhenToldTo() throws Exception {
    try (ServerSet servers = ServerSet.start(folder.resolve("s"), ServerName.MYSQL)) {
      MysqlServer at = servers.mysql();
      MysqlSettings refusing = settings(at, MysqlSettings.OnWeakDurability.REFUSE);
      try (MysqlDatabase running = MysqlDatabase.connect(refusing)) {
        assertThat(one(running)).isEqualTo(1);
        asRoot(at, "SET GLOBAL innodb_flush_log_at_trx_commit = 2");
        assertThat(one(running)).as("a connection that there is goes on").isEqualTo(1);

        endConnections(at);

        for (int i = 0; i < 3; i++) {
          assertThatThrownBy(() -> one(running)).isInstanceOf(StoreUnavailable.class);
        }
        assertThatThrownBy(() -> MysqlDatabase.connect(refusing))
            .isInstanceOf(StoreUnavailable.class)
            .hasMessageContainingAll(
                "innodb_flush_log_at_trx_commit: 2 (expected: 1", "mysql.durability", at.address());
        try (MysqlDatabase warned =
            MysqlDatabase.connect(settings(at, MysqlSettings.OnWeakDurability.WARN))) {
          assertThat(one(warned)).isEqualTo(1);
        }
        asRoot(at, "SET GLOBAL innodb_flush_log_at_trx_commit = 1");
        eventually("used as soon as it is sound again", () -> isUsed(running));
      }
    }
  }
}
