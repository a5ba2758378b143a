package dev.peal.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// An empty database of one test, dropped when it is closed. Safe for use by several threads.
public final class TestDatabase implements AutoCloseable {

  private final MysqlServer server;
  private final String name;

  private TestDatabase(MysqlServer server, String name) {
    this.server = server;
    this.name = name;
  }

  public static TestDatabase create(MysqlServer server) throws SQLException {
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    TestDatabase database = new TestDatabase(server, "peal_t" + random);
    database.execute("CREATE DATABASE " + database.name + " CHARACTER SET utf8mb4");
    return database;
  }

  public MysqlServer server() {
    return server;
  }

  public String name() {
    return name;
  }

  /// The JDBC address, without user and password.
  public String url() {
    return server.url(name);
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), server.user(), server.password());
  }

  @Override
  public void close() throws SQLException {
    execute("DROP DATABASE IF EXISTS " + name);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.url(""), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
