package dev.peal.out.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.Samples;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.out.mysql.schema.Tables;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import dev.peal.servers.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlDatabaseIT {

  private static final String PASSWORD = "no-such-password-6e1";

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);

  MysqlServer server() {
    return RealServers.mysql();
  }

  private static MysqlSettings settings(String address, String database, String user) {
    return new MysqlSettings(
        address,
        database,
        user,
        PASSWORD,
        MysqlSettings.Tls.PREFERRED,
        2,
        Duration.ofMillis(500),
        Duration.ofSeconds(2));
  }

  private static void assertRefuses(MysqlSettings settings, String... saying) {
    assertThatThrownBy(() -> MysqlDatabase.connect(settings))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContainingAll(saying)
        .satisfies(failure -> {
          StringWriter all = new StringWriter();
          failure.printStackTrace(new PrintWriter(all, true));
          assertThat(all.toString()).doesNotContain(PASSWORD);
        });
  }

  @Test
  void connect_nobodyListens_saysWhereAndWhatToDo() throws Exception {
    String address;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "127.0.0.1:" + free.getLocalPort();
    }

    assertRefuses(settings(address, "peal", "peal"), address, "start it", "mysql.address");
  }

  @Test
  void connect_listenerThatNeverAnswers_givesUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();

      assertRefuses(settings(address, "peal", "peal"), address, "cannot be reached");
    }
  }

  @Test
  void connect_wrongPassword_namesUserAndKeys() {
    assertRefuses(
        settings(mysql.settings().address(), mysql.settings().database(), "peal"),
        mysql.settings().address(),
        "'peal'",
        "mysql.password");
  }

  @Test
  void connect_noSuchDatabase_isMade() {
    MysqlSettings right = mysql.settings();
    String name = right.database() + "_made";
    MysqlSettings fresh = MysqlSettings.at(right.address(), name, right.user(), right.password());

    try (MysqlDatabase made = MysqlDatabase.connect(fresh)) {
      made.migrate();
      new MysqlClusterSettings(made).agree(1, 1);
      assertThat(new MysqlWatermarks(made, 1).of(0)).isZero();
    } finally {
      mysql.execute("DROP DATABASE IF EXISTS `" + name + "`");
    }
  }

  @Test
  void connect_noSuchDatabaseAndNoRightToMakeIt_namesIt() {
    MysqlSettings right = mysql.settings();
    MysqlSettings wrong =
        MysqlSettings.at(right.address(), "not_there", right.user(), right.password());

    assertThatThrownBy(() -> MysqlDatabase.connect(wrong))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContainingAll("not_there", "mysql.database", right.address());
  }

  @Test
  void connect_databaseOfSomebodyElse_namesIt() {
    MysqlSettings right = mysql.settings();
    MysqlSettings wrong =
        MysqlSettings.at(right.address(), "mysql", right.user(), right.password());

    assertThatThrownBy(() -> MysqlDatabase.connect(wrong))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContainingAll("'mysql'", "mysql.database", right.address());
  }

  @Test
  void migrate_again_changesNothing() {
    mysql.database().migrate();
    mysql.database().migrate();

    assertThat(mysql.batches().messages()).isZero();
  }

  @Test
  void migrate_severalNodesAtOnce_oneDoesIt() throws Exception {
    try (TestDatabase empty = TestDatabase.create(server())) {
      MysqlSettings settings =
          MysqlSettings.at(server().address(), empty.name(), server().user(), server().password());
      List<Callable<Boolean>> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(() -> {
          try (MysqlDatabase database = MysqlDatabase.connect(settings)) {
            database.migrate();
            new MysqlClusterSettings(database).agree(4, 2);
            return true;
          }
        });
      }

      assertThat(Samples.atOnce(nodes)).containsOnly(true);
    }
  }

  private static boolean execute(Session session, String sql) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      return statement.execute(sql);
    }
  }

  private static final String INSERT = "INSERT INTO id_segment VALUES ('test', 7)";

  private long segments() {
    return mysql.database().read("test", session -> session.sql().fetchCount(Tables.ID_SEGMENT));
  }

  @Test
  void transact_connectionLostBeforeTheCommit_isUndoneAndSaysSo() {
    assertThatThrownBy(() ->
            mysql
                .database()
                .transact(
                    "test",
                    session -> {
                      execute(session, INSERT);
                      execute(session, "KILL CONNECTION_ID()");
                      return execute(session, "SELECT 1");
                    }))
        .isInstanceOfSatisfying(
            StoreUnavailable.class, failure -> assertThat(failure.nothingWritten()).isTrue());
    assertThat(segments()).isZero();
  }

  @Test
  void transact_bugHalfWay_isUndoneAndComesOutAsItIs() {
    assertThatThrownBy(() ->
            mysql
                .database()
                .transact(
                    "test",
                    session -> {
                      execute(session, INSERT);
                      throw new IllegalArgumentException("a bug");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a bug");
    assertThat(segments()).isZero();
  }

  @Test
  void write_refusedByTheServer_saysThatNothingWasWritten() {
    assertThatThrownBy(() ->
            mysql.database().write("test", session -> execute(session, "INSERT INTO nothing")))
        .isInstanceOfSatisfying(
            StoreUnavailable.class, failure -> assertThat(failure.nothingWritten()).isTrue());
  }

  @Test
  void write_connectionLostMeanwhile_saysThatItDoesNotKnow() {
    assertThatThrownBy(() ->
            mysql
                .database()
                .write(
                    "test",
                    session -> {
                      session.connection().abort(Runnable::run);
                      return execute(session, INSERT);
                    }))
        .isInstanceOfSatisfying(
            StoreUnavailable.class, failure -> assertThat(failure.nothingWritten()).isFalse());
  }

  @Test
  void read_statementThatTakesTooLong_givesUp() {
    MysqlSettings right = mysql.settings();
    MysqlSettings impatient =
        new MysqlSettings(
            right.address(),
            right.database(),
            right.user(),
            right.password(),
            right.tls(),
            1,
            right.connectTimeout(),
            Duration.ofSeconds(1));
    try (MysqlDatabase database = MysqlDatabase.connect(impatient)) {
      assertThatThrownBy(
              () -> database.read("test", session -> execute(session, "SELECT SLEEP(30)")))
          .isInstanceOf(StoreUnavailable.class);
      boolean worksAgain = database.read("test", session -> execute(session, "SELECT 1"));
      assertThat(worksAgain).isTrue();
    }
  }

  @Test
  void transactions_readWhatIsCommitted_andRefuseWhatDoesNotFit() {
    assertThat(variables("transaction_isolation", "tx_isolation").values())
        .isNotEmpty()
        .containsOnly("READ-COMMITTED");
    assertThatThrownBy(() ->
            mysql
                .database()
                .write(
                    "test",
                    session ->
                        execute(
                            session,
                            "INSERT INTO id_segment VALUES ('much too long for a kind', 1)")))
        .isInstanceOf(IllegalStateException.class);
  }

  /// What undoes a transaction whose process stands still, and ends the wait for its locks.
  @Test
  void connections_haveTheirLimits() {
    assertThat(variables("wait_timeout", "innodb_lock_wait_timeout"))
        .isEqualTo(Map.of("wait_timeout", "60", "innodb_lock_wait_timeout", "5"));
  }

  private Map<String, String> variables(String... names) {
    String query =
        "SHOW SESSION VARIABLES WHERE Variable_name IN ('" + String.join("','", names) + "')";
    return mysql
        .database()
        .read(
            "test",
            session -> {
              try (Statement statement = session.connection().createStatement();
                  ResultSet rows = statement.executeQuery(query)) {
                Map<String, String> values = new HashMap<>();
                while (rows.next()) {
                  values.put(rows.getString(1), rows.getString(2));
                }
                return values;
              }
            });
  }

  @Test
  void dialect_isThatOfTheServer() {
    String family =
        mysql.database().read("test", session -> session.sql().dialect().family().name());

    assertThat(family).isEqualTo(server().equals(RealServers.mysql()) ? "MYSQL" : "MARIADB");
  }
}
