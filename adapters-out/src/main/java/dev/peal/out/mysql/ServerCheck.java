package dev.peal.out.mysql;

import dev.peal.application.port.out.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jooq.SQLDialect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out of every new connection which server it leads to and whether that one can keep what it
/// is given: another one may answer at the same address after a failover, and the same one may have
/// been started anew with other settings. Thread-safe.
final class ServerCheck {

  private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);
  private static final long LEAST_PACKET_BYTES = 4 << 20;

  private final MysqlSettings settings;
  private final AtomicReference<String> identity = new AtomicReference<>("");
  private final AtomicReference<String> warned = new AtomicReference<>("");

  ServerCheck(MysqlSettings settings) {
    this.settings = settings;
  }

  /// Which kind of server it is.
  ///
  /// @throws StoreUnavailable the server cannot be used as it is set up, or does not say how it is;
  ///   says where and what to do
  SQLDialect check(Connection connection) {
    Map<String, String> variables = variables(connection);
    String version = variables.getOrDefault("version", "unknown");
    boolean mariaDb = version.contains("MariaDB");
    checkVersion(version, mariaDb);
    checkUse(variables);
    checkDurability(variables);
    noteIdentity(variables);
    return mariaDb ? SQLDialect.MARIADB : SQLDialect.MYSQL;
  }

  private Map<String, String> variables(Connection connection) {
    String names =
        Durability.VARIABLES.stream()
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    Map<String, String> found = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      collect(statement, "SHOW GLOBAL VARIABLES WHERE Variable_name IN (" + names + ")", found);
      collect(statement, "SHOW GLOBAL STATUS LIKE '" + Durability.REDO_LOG + "'", found);
    } catch (SQLException failure) {
      throw new StoreUnavailable(
          "MySQL at "
              + settings.address()
              + " does not tell user '"
              + settings.user()
              + "' how it is set up (SHOW GLOBAL VARIABLES: "
              + Failures.firstLine(failure)
              + "): whether it keeps what it is given cannot be checked; give the user that right",
          failure,
          true);
    }
    return found;
  }

  private static void collect(Statement statement, String query, Map<String, String> found)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.put(rows.getString(1), Objects.requireNonNullElse(rows.getString(2), ""));
      }
    }
  }

  private void checkVersion(String version, boolean mariaDb) {
    String[] parts = version.split("[^0-9]+", 3);
    int number = parts.length < 2 ? 0 : parse(parts[0]) * 1_000 + parse(parts[1]);
    if (number < (mariaDb ? 10_006 : 8_000)) {
      throw unfit("version", version, "MySQL 8.0 or MariaDB 10.6, or newer");
    }
  }

  private static int parse(String digits) {
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private void checkUse(Map<String, String> variables) {
    String packet = variables.getOrDefault("max_allowed_packet", "0");
    if (Long.parseLong(packet) < LEAST_PACKET_BYTES) {
      throw unfit("max_allowed_packet", packet, "at least " + LEAST_PACKET_BYTES);
    }
    if (isOn(variables, "log_bin")
        && variables.getOrDefault("binlog_format", "ROW").equals("STATEMENT")) {
      throw unfit("binlog_format", "STATEMENT", "ROW or MIXED");
    }
    for (String readOnly : List.of("read_only", "super_read_only", "innodb_read_only")) {
      if (isOn(variables, readOnly)) {
        throw unfit(
            readOnly,
            variables.getOrDefault(readOnly, ""),
            "OFF; mysql.address has to name the primary");
      }
    }
    String recovery = variables.getOrDefault("innodb_force_recovery", "0");
    if (!recovery.equals("0")) {
      throw unfit("innodb_force_recovery", recovery, "0");
    }
  }

  /// MariaDB names further ways of being read-only, such as NO_LOCK.
  private static boolean isOn(Map<String, String> variables, String name) {
    String value = variables.getOrDefault(name, "OFF").toUpperCase(Locale.ROOT);
    return !value.equals("OFF") && !value.equals("0");
  }

  private void checkDurability(Map<String, String> variables) {
    List<String> complaints = Durability.complaints(variables);
    if (complaints.isEmpty()) {
      warned.set("");
      return;
    }
    String all = String.join("; ", complaints);
    if (settings.durability() == MysqlSettings.OnWeakDurability.REFUSE) {
      throw new StoreUnavailable(
          "MySQL at "
              + settings.address()
              + " can lose what it has answered: "
              + all
              + ". Set it so, or say mysql.durability=warn to run with the risk",
          true);
    }
    if (!all.equals(warned.getAndSet(all))) {
      log.error(
          "MySQL at {} can lose what it has answered, and acknowledged messages with it: {}",
          settings.address(),
          all);
    }
  }

  private void noteIdentity(Map<String, String> variables) {
    String found =
        variables.getOrDefault(
            "server_uuid",
            variables.getOrDefault("hostname", "?")
                + " (server_id "
                + variables.getOrDefault("server_id", "?")
                + ")");
    String before = identity.getAndSet(found);
    if (!before.isEmpty() && !before.equals(found)) {
      log.error(
          "At {} another MySQL answers than before: {}, not {}. If it took over as a replica that"
              + " did not have everything, answered messages may be missing: see docs/operating.md,"
              + " 'After a lossy failover'",
          settings.address(),
          found,
          before);
    }
  }

  private StoreUnavailable unfit(String variable, String value, String expected) {
    return new StoreUnavailable(
        "MySQL at "
            + settings.address()
            + " cannot be used: "
            + variable
            + ": "
            + value
            + " (expected: "
            + expected
            + ")",
        true);
  }
}
