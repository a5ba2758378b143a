package dev.peal.bench.ladder.rung;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.peal.out.mysql.MysqlSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Where the road's own transactions get their connections to MySQL: READ COMMITTED, without
/// auto-commit. Whoever opens one closes it. Thread-safe.
sealed interface RoadConnections extends AutoCloseable {

  /// Blocks until there is one.
  Connection open() throws SQLException;

  @Override
  void close();

  private static String url(MysqlSettings settings) {
    return "jdbc:mysql://"
        + settings.address()
        + "/"
        + settings.database()
        + "?allowPublicKeyRetrieval=true&sslMode=DISABLED&characterEncoding=UTF-8"
        + "&useLocalSessionState=true&cacheServerConfiguration=true&socketTimeout="
        + settings.timeout().toMillis();
  }

  /// A new one for every transaction.
  record New(MysqlSettings settings) implements RoadConnections {
    @Override
    public Connection open() throws SQLException {
      Connection connection =
          DriverManager.getConnection(url(settings), settings.user(), settings.password());
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(false);
      return connection;
    }

    @Override
    public void close() {
      // Whoever opened one has closed it.
    }
  }

  /// One of a bounded pool.
  record Pooled(HikariDataSource pool) implements RoadConnections {

    static Pooled of(MysqlSettings settings, int size) {
      HikariConfig config = new HikariConfig();
      config.setPoolName("road");
      config.setJdbcUrl(url(settings));
      config.setUsername(settings.user());
      config.setPassword(settings.password());
      config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
      config.setAutoCommit(false);
      config.setMaximumPoolSize(size);
      return new Pooled(new HikariDataSource(config));
    }

    @Override
    public Connection open() throws SQLException {
      return pool.getConnection();
    }

    @Override
    public void close() {
      pool.close();
    }
  }
}
