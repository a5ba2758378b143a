package dev.peal.bench.ladder.rung;

import dev.peal.out.clock.SystemClock;
import dev.peal.out.mysql.MysqlAccountStore;
import dev.peal.out.mysql.MysqlClusterSettings;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.out.mysql.MysqlGroupStore;
import dev.peal.out.mysql.MysqlReader;
import dev.peal.out.mysql.MysqlSettings;
import dev.peal.out.redis.RedisSettings;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import dev.peal.servers.RedisServer;
import dev.peal.servers.TestDatabase;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What rungs run on, of one test class: a database with Peal's tables, empty before each test, and
/// keys of their own in Redis for each test.
final class RoadOfClass
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  static final int QUEUES = 4;

  private TestDatabase test;
  private MysqlDatabase database;
  private RoadConnections connections;
  private RoadRedis redis;

  @Override
  public void beforeAll(ExtensionContext context) throws SQLException {
    MysqlServer server = RealServers.mysql();
    test = TestDatabase.create(server);
    MysqlSettings settings =
        MysqlSettings.at(server.address(), test.name(), server.user(), server.password());
    database = MysqlDatabase.connect(settings);
    database.migrate();
    connections = new RoadConnections.New(settings);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws SQLException {
    int emptied =
        Transaction.run(
            connections,
            connection -> {
              try (Statement statement = connection.createStatement()) {
                for (String table :
                    List.of(
                        "account",
                        "chat_group",
                        "group_member",
                        "former_member",
                        "group_notice",
                        "message",
                        "inbox",
                        "direct_conversation",
                        "journal_watermark",
                        "cluster_setting")) {
                  statement.execute("DELETE FROM " + table);
                }
                statement.execute("DROP TABLE IF EXISTS rung_user, rung_conversation");
                return 1;
              }
            });
    if (emptied == 1) {
      new MysqlClusterSettings(database).agree(8, QUEUES);
    }
    RedisServer server = RealServers.redis();
    redis =
        RoadRedis.connect(
            new RedisSettings(
                RedisSettings.at(List.of(server.host() + ":" + server.port())).addresses(),
                RedisSettings.Credentials.none(),
                false,
                1,
                java.time.Duration.ofSeconds(10),
                "peal-test-" + UUID.randomUUID()),
            4);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    redis.close();
  }

  @Override
  public void afterAll(ExtensionContext context) throws SQLException {
    database.close();
    test.close();
  }

  RoadConnections connections() {
    return connections;
  }

  RoadRedis redis() {
    return redis;
  }

  MysqlGroupStore groups() {
    return new MysqlGroupStore(database);
  }

  MysqlAccountStore accounts() {
    return new MysqlAccountStore(database);
  }

  MysqlReader reader() {
    return new MysqlReader(database, QUEUES, 11_000_000);
  }

  Stamps stamps() {
    return new Stamps(new SystemClock());
  }
}
