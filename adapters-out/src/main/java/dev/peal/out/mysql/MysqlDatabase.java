package dev.peal.out.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.out.breaker.CircuitBreaker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/// Connections to MySQL or MariaDB, which all adapters of this package share. Thread-safe; every
/// call waits for the server, so none is for an event loop.
///
/// Transactions are READ COMMITTED. Nothing waits for ever: a connection, a free place in the pool,
/// a locked row and a statement have each their time, and a connection whose process stands still
/// inside a transaction is closed by the server after [#IDLE], which undoes the transaction and
/// frees its locks. When the server did not answer several times in a row, callers are answered at
/// once, and one at a time tries it ([CircuitBreaker]).
public final class MysqlDatabase implements AutoCloseable {

  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
  private static final int SPARE_CONNECTIONS = 4;
  private static final int PATIENCE = 6;

  /// How often a server that is known to be away is tried.
  private static final Duration TRY_EVERY = Duration.ofMillis(250);

  private final MysqlSettings settings;
  private final HikariDataSource pool;
  private final Configuration jooq;
  private final CircuitBreaker breaker = new CircuitBreaker(System::nanoTime, TRY_EVERY);

  private MysqlDatabase(MysqlSettings settings, HikariDataSource pool, SQLDialect dialect) {
    this.settings = settings;
    this.pool = pool;
    // Bind values would end in a log: password hashes among them.
    this.jooq =
        new DefaultConfiguration()
            .set(dialect)
            .set(new Settings().withRenderSchema(false).withExecuteLogging(false));
  }

  /// Connects, and finds out what kind of server it is.
  ///
  /// @throws StoreUnavailable it cannot be reached, refuses the user, or is set up in a way that
  ///   loses messages; says which, where and what to do
  public static MysqlDatabase connect(MysqlSettings settings) {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    String url = url(settings, settings.timeout(), IDLE);
    var connections = new CheckedConnections(settings, url);
    SQLDialect dialect = connections.first();
    HikariConfig config = new HikariConfig();
    config.setPoolName("mysql");
    config.setDataSource(connections);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(Math.min(SPARE_CONNECTIONS, settings.poolSize()));
    config.setConnectionTimeout(settings.timeout().toMillis());
    config.setKeepaliveTime(KEEP_ALIVE.toMillis());
    return new MysqlDatabase(settings, new HikariDataSource(config), dialect);
  }

  /// Brings the tables up to date; of several nodes at once one does it and the others wait.
  /// Harmless when they are.
  ///
  /// @throws IllegalStateException it did not succeed; a migration that failed half-way has to be
  ///   looked at
  public void migrate() {
    // Without a limit on statements: changing a long table takes its time, and the connection that
    // holds Flyway's lock is idle meanwhile.
    String url = url(settings, Duration.ZERO, Duration.ofDays(1));
    try {
      Flyway.configure()
          .dataSource(url, settings.user(), settings.password())
          .locations("classpath:db/migration")
          .failOnMissingLocations(true)
          .load()
          .migrate();
    } catch (FlywayException failure) {
      throw new IllegalStateException(
          "MySQL at "
              + settings.address()
              + ": the tables of database '"
              + settings.database()
              + "' could not be brought up to date: "
              + failure.getMessage(),
          failure);
    }
  }

  private static String url(MysqlSettings settings, Duration timeout, Duration idle) {
    String tls =
        switch (settings.tls()) {
          case OFF -> "DISABLED&allowPublicKeyRetrieval=true";
          case PREFERRED -> "PREFERRED&allowPublicKeyRetrieval=true";
          case REQUIRED -> "REQUIRED";
          case VERIFIED -> "VERIFY_IDENTITY";
        };
    long lockSeconds = Math.max(1, settings.timeout().toSeconds() / 2);
    return "jdbc:mysql://"
        + settings.address()
        + "/"
        + settings.database()
        + "?sslMode="
        + tls
        + "&connectTimeout="
        + settings.connectTimeout().toMillis()
        + "&socketTimeout="
        + timeout.toMillis()
        + "&characterEncoding=UTF-8&useLocalSessionState=true&cacheServerConfiguration=true"
        + "&sessionVariables=sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"
        + ",innodb_lock_wait_timeout="
        + lockSeconds
        + ",wait_timeout="
        + idle.toSeconds();
  }

  /// Does what only reads.
  ///
  /// @throws StoreUnavailable nothing was changed
  <T> T read(String what, Session.Work<T> work) {
    letIn(what);
    try (Connection connection = pool.getConnection()) {
      return worked(work.in(session(connection)));
    } catch (SQLException | RuntimeException failure) {
      throw Failures.of(what, noted(failure), true);
    }
  }

  /// Does what is one statement.
  ///
  /// @throws StoreUnavailable says whether it may have been done
  <T> T write(String what, Session.Work<T> work) {
    boolean began = false;
    letIn(what);
    try (Connection connection = pool.getConnection()) {
      began = true;
      return worked(work.in(session(connection)));
    } catch (SQLException | RuntimeException failure) {
      throw Failures.of(what, noted(failure), !began || Failures.wasRefusedByServer(failure));
    }
  }

  /// Does several statements, all or none; each has [#PATIENCE] times as long as others have. For
  /// what cannot be done in smaller parts.
  ///
  /// @throws StoreUnavailable as [#transact]
  <T> T transactPatiently(String what, Session.Work<T> work) {
    return transact(
        what,
        session -> {
          session
              .connection()
              .setNetworkTimeout(Runnable::run, PATIENCE * (int) settings.timeout().toMillis());
          return work.in(session);
        });
  }

  /// Does several statements, all or none.
  ///
  /// @throws StoreUnavailable says whether they may have been done: only when the commit itself
  ///   went unanswered
  <T> T transact(String what, Session.Work<T> work) {
    boolean committing = false;
    letIn(what);
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.in(session(connection));
        committing = true;
        connection.commit();
        return worked(result);
      } catch (SQLException | RuntimeException failure) {
        rollBack(connection, failure);
        throw failure;
      }
    } catch (SQLException | RuntimeException failure) {
      throw Failures.of(what, noted(failure), !committing || Failures.wasRefusedByServer(failure));
    }
  }

  /// Answers at once while the server is known to be away.
  private void letIn(String what) {
    if (!breaker.mayTry()) {
      throw new StoreUnavailable(
          "mysql: " + what + ": the server is away; it is tried again soon", true);
    }
  }

  private <T> T worked(T result) {
    breaker.worked();
    return result;
  }

  private Exception noted(Exception failure) {
    if (Failures.isAway(failure)) {
      breaker.failed();
    } else {
      breaker.worked();
    }
    return failure;
  }

  /// For how long the server has been known to be away, in nanoseconds; nothing while it is not.
  public OptionalLong awayNanos() {
    return breaker.awayNanos();
  }

  /// Asks the server for an answer.
  ///
  /// @throws StoreUnavailable there was none
  public void check() {
    boolean ignored =
        read(
            "look whether it answers",
            session -> session.sql().fetchExists(session.sql().selectOne()));
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException alsoBroken) {
      // The server undoes it when it sees the connection gone.
      failure.addSuppressed(alsoBroken);
    }
  }

  private Session session(Connection connection) {
    return new Session(connection, DSL.using(jooq.derive(connection)));
  }

  @Override
  public void close() {
    pool.close();
  }
}
