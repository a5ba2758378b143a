package dev.peal.out.mysql;

import dev.peal.servers.MysqlServer;
import dev.peal.servers.TestDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A database of one test class with all tables, empty before each test.
final class MysqlOfClass implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  static final int BUCKETS = 8;
  static final int QUEUES = 4;
  static final long GRACE = 11_000_000;

  private static final String[] TABLES = {
    "account",
    "chat_group",
    "group_member",
    "former_member",
    "group_notice",
    "message",
    "inbox",
    "direct_conversation",
    "delivery_cursor",
    "read_cursor",
    "parked_batch",
    "late_batch",
    "seq_bucket",
    "seq_epoch",
    "journal_watermark",
    "id_segment",
    "cluster_setting"
  };

  private final Supplier<MysqlServer> server;
  private final Deque<MysqlDatabase> opened = new ArrayDeque<>();
  private TestDatabase test;
  private @Nullable MysqlBatchStore batches;

  MysqlOfClass(Supplier<MysqlServer> server) {
    this.server = server;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws SQLException {
    test = TestDatabase.create(server.get());
    reopen();
    database().migrate();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    database().transact("empty the tables", session -> emptied(session));
    new MysqlClusterSettings(database()).agree(BUCKETS, QUEUES);
    batches = new MysqlBatchStore(database(), QUEUES, GRACE);
  }

  private static boolean emptied(Session session) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      for (String table : TABLES) {
        statement.execute("DELETE FROM " + table);
      }
      statement.execute("UPDATE cluster_clock SET ahead_us = 0, since_us = 0");
    }
    return true;
  }

  @Override
  public void afterAll(ExtensionContext context) throws SQLException {
    opened.forEach(MysqlDatabase::close);
    test.close();
  }

  MysqlSettings settings() {
    return MysqlSettings.at(
        test.server().address(), test.name(), test.server().user(), test.server().password());
  }

  /// The database itself, for connections of another kind.
  TestDatabase test() {
    return test;
  }

  /// The connections that were made last.
  MysqlDatabase database() {
    return opened.getLast();
  }

  /// New connections, as a new process has them.
  MysqlDatabase reopen() {
    opened.forEach(MysqlDatabase::close);
    opened.clear();
    opened.add(MysqlDatabase.connect(settings()));
    batches = new MysqlBatchStore(database(), QUEUES, GRACE);
    return database();
  }

  /// Does with the tables what no adapter would.
  void execute(String sql) {
    database()
        .write(
            "test",
            session -> {
              try (Statement statement = session.connection().createStatement()) {
                return statement.execute(sql);
              }
            });
  }

  /// One number that a query finds.
  long number(String sql) {
    return database()
        .read(
            "test",
            session -> {
              try (Statement statement = session.connection().createStatement();
                  ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
              }
            });
  }

  /// The same one within a test, until the database is reopened.
  MysqlBatchStore batches() {
    return Objects.requireNonNull(batches);
  }

  MysqlReader reader() {
    return new MysqlReader(database(), QUEUES, GRACE);
  }
}
