package dev.peal.out.mysql;

import dev.peal.application.port.out.StoreUnavailable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jooq.SQLDialect;

/// The first connection: finds out which server it is and whether it can keep what it is given.
final class ServerCheck {

  private static final int ACCESS_DENIED = 1045;
  private static final int ACCESS_DENIED_TO_DATABASE = 1044;
  private static final int UNKNOWN_DATABASE = 1049;
  private static final long LEAST_PACKET_BYTES = 4 << 20;

  private ServerCheck() {}

  /// Connects once, making the database if there is none and the user may. What it throws says
  /// which server, where, and what to do; never the password.
  ///
  /// @throws StoreUnavailable the server cannot be reached or refuses the user; a retry is safe
  /// @throws IllegalStateException the server cannot be used as it is set up
  static SQLDialect check(MysqlSettings settings, String url) {
    try (Connection connection = connect(settings, url)) {
      Map<String, String> variables = variables(connection);
      String version = variables.getOrDefault("version", "unknown");
      boolean mariaDb = version.contains("MariaDB");
      checkVersion(settings, version, mariaDb);
      checkVariables(settings, variables);
      return mariaDb ? SQLDialect.MARIADB : SQLDialect.MYSQL;
    } catch (SQLException failure) {
      throw new StoreUnavailable(explained(settings, failure), failure, true);
    }
  }

  private static Connection connect(MysqlSettings settings, String url) throws SQLException {
    try {
      return DriverManager.getConnection(url, settings.user(), settings.password());
    } catch (SQLException failure) {
      if (failure.getErrorCode() != UNKNOWN_DATABASE) {
        throw failure;
      }
      return DriverManager.getConnection(
          url + "&createDatabaseIfNotExist=true", settings.user(), settings.password());
    }
  }

  private static Map<String, String> variables(Connection connection) throws SQLException {
    Map<String, String> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SHOW VARIABLES WHERE Variable_name IN ('version', 'binlog_format', 'log_bin',"
                    + " 'innodb_flush_log_at_trx_commit', 'max_allowed_packet', 'read_only')")) {
      while (rows.next()) {
        found.put(rows.getString(1), rows.getString(2));
      }
    }
    return found;
  }

  private static void checkVersion(MysqlSettings settings, String version, boolean mariaDb) {
    String[] parts = version.split("[^0-9]+", 3);
    int number = parts.length < 2 ? 0 : Integer.parseInt(parts[0]) * 1_000 + parse(parts[1]);
    if (number < (mariaDb ? 10_006 : 8_000)) {
      throw unfit(settings, "version", version, "MySQL 8.0 or MariaDB 10.6, or newer");
    }
  }

  private static int parse(String digits) {
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static void checkVariables(MysqlSettings settings, Map<String, String> variables) {
    String flush = variables.getOrDefault("innodb_flush_log_at_trx_commit", "missing");
    if (!flush.equals("1")) {
      throw unfit(
          settings,
          "innodb_flush_log_at_trx_commit",
          flush,
          "1; otherwise a power cut loses messages that were acknowledged");
    }
    String packet = variables.getOrDefault("max_allowed_packet", "0");
    if (Long.parseLong(packet) < LEAST_PACKET_BYTES) {
      throw unfit(settings, "max_allowed_packet", packet, "at least " + LEAST_PACKET_BYTES);
    }
    if (variables.getOrDefault("log_bin", "OFF").equals("ON")
        && variables.getOrDefault("binlog_format", "ROW").equals("STATEMENT")) {
      throw unfit(settings, "binlog_format", "STATEMENT", "ROW or MIXED");
    }
    String readOnly = variables.getOrDefault("read_only", "OFF");
    if (!readOnly.equals("OFF")) {
      throw unfit(settings, "read_only", readOnly, "OFF; mysql.address has to name the primary");
    }
  }

  private static IllegalStateException unfit(
      MysqlSettings settings, String variable, String value, String expected) {
    return new IllegalStateException(
        "MySQL at "
            + settings.address()
            + " cannot be used: "
            + variable
            + ": "
            + value
            + " (expected: "
            + expected
            + ")");
  }

  private static String explained(MysqlSettings settings, SQLException failure) {
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
}
