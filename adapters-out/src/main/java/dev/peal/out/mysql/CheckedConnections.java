package dev.peal.out.mysql;

import dev.peal.application.port.out.StoreUnavailable;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Makes connections to MySQL, each of which leads to a server that [ServerCheck] has found fit.
/// The pool asks for one whenever it has lost one or one has become old. Thread-safe.
final class CheckedConnections implements DataSource {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(CheckedConnections.class);

  private static final int ACCESS_DENIED = 1045;
  private static final int ACCESS_DENIED_TO_DATABASE = 1044;
  private static final int UNKNOWN_DATABASE = 1049;
  private static final long REMIND_NANOS = 60_000_000_000L;

  private final MysqlSettings settings;
  private final String url;
  private final ServerCheck check;
  private final AtomicLong remindedNanos = new AtomicLong(System.nanoTime() - REMIND_NANOS);

  CheckedConnections(MysqlSettings settings, String url) {
    this.settings = settings;
    this.url = url;
    this.check = new ServerCheck(settings);
  }

  /// Connects once, making the database if there is none and the user may. What it throws says
  /// which server, where, and what to do; never the password.
  ///
  /// @throws StoreUnavailable the server cannot be reached, refuses the user or cannot be used as
  ///   it is set up; a retry is safe
  SQLDialect first() {
    try (Connection connection = connectOrMake()) {
      return check.check(connection);
    } catch (SQLException failure) {
      throw new StoreUnavailable(explained(failure), failure, true);
    }
  }

  private Connection connectOrMake() throws SQLException {
    try {
      return connect(url);
    } catch (SQLException failure) {
      if (failure.getErrorCode() != UNKNOWN_DATABASE) {
        throw failure;
      }
      return connect(url + "&createDatabaseIfNotExist=true");
    }
  }

  private Connection connect(String to) throws SQLException {
    return DriverManager.getConnection(to, settings.user(), settings.password());
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = connect(url);
    try {
      SQLDialect ignored = check.check(connection);
      return connection;
    } catch (StoreUnavailable unfit) {
      connection.close();
      remind(unfit);
      throw new SQLException(unfit.getMessage(), unfit);
    }
  }

  /// The pool tells its callers only that there is no connection.
  private void remind(StoreUnavailable unfit) {
    long now = System.nanoTime();
    long last = remindedNanos.get();
    if (now - last >= REMIND_NANOS && remindedNanos.compareAndSet(last, now)) {
      log.error("Nothing is read or stored: {}", unfit.getMessage());
    }
  }

  private String explained(SQLException failure) {
    String server = "MySQL at " + settings.address();
    return switch (failure.getErrorCode()) {
      case ACCESS_DENIED ->
          server
              + " does not let user '"
              + settings.user()
              + "' in: check mysql.user and mysql.password";
      case ACCESS_DENIED_TO_DATABASE ->
          server
              + " does not let user '"
              + settings.user()
              + "' use database '"
              + settings.database()
              + "': grant him all rights on it, or change mysql.database";
      case UNKNOWN_DATABASE ->
          server
              + " has no database '"
              + settings.database()
              + "': create it, or change mysql.database";
      default ->
          server
              + " cannot be reached ("
              + rootOf(failure)
              + "): start it, or change mysql.address";
    };
  }

  private static String rootOf(SQLException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof SQLException sql
        ? Failures.firstLine(sql)
        : root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("connections of other users");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter ignored) {
    // Nothing is written there.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // The address says how long connecting may take.
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("java.util.logging");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("not a " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
