package dev.peal.out.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a server's variables say about whether a commit that it answered survives: a power cut, and
/// its own replacement by a replica. Pure.
final class Durability {

  /// What is asked of the server, global values.
  static final List<String> VARIABLES =
      List.of(
          "version",
          "innodb_flush_log_at_trx_commit",
          "innodb_doublewrite",
          "innodb_flush_method",
          "innodb_force_recovery",
          "log_bin",
          "sync_binlog",
          "binlog_format",
          "binlog_error_action",
          "max_allowed_packet",
          "read_only",
          "super_read_only",
          "innodb_read_only",
          "rpl_semi_sync_source_enabled",
          "rpl_semi_sync_source_wait_point",
          "rpl_semi_sync_master_enabled",
          "rpl_semi_sync_master_wait_point",
          "group_replication_group_name",
          "group_replication_single_primary_mode",
          "hostname",
          "server_id",
          "server_uuid");

  /// A status of MySQL 8.0.21 or newer, beside the variables.
  static final String REDO_LOG = "Innodb_redo_log_enabled";

  private static final Set<String> NO_FLUSH =
      Set.of("nosync", "littlesync", "o_direct_no_fsync", "async_unbuffered");
  private static final Set<String> NO_DOUBLEWRITE = Set.of("off", "0", "detect_only");

  private Durability() {}

  /// Everything that can lose a commit, each as `name: value (expected: …)`; nothing for a server
  /// that keeps what it answered.
  static List<String> complaints(Map<String, String> variables) {
    var wrong = new Complaints(variables);
    // 3, which only MariaDB has, flushes at every commit too.
    wrong.unlessIn(
        "innodb_flush_log_at_trx_commit",
        Set.of("1", "3"),
        "1; otherwise a power cut takes back commits that were answered");
    if (wrong.value("log_bin").equals("on")) {
      wrong.unlessIn(
          "sync_binlog",
          Set.of("1"),
          "1; otherwise a power cut takes back commits that the binary log does not have, also those"
              + " that a replica has seen");
      wrong.ifIn(
          "binlog_error_action",
          Set.of("ignore_error"),
          "ABORT_SERVER; otherwise commits go on that no replica will have");
    }
    wrong.ifIn(
        "innodb_doublewrite", NO_DOUBLEWRITE, "ON; otherwise a power cut can leave torn pages");
    wrong.ifIn("innodb_flush_method", NO_FLUSH, "fsync or O_DIRECT; otherwise nothing is flushed");
    wrong.ifIn(REDO_LOG, Set.of("off"), "ON; without a redo log a crash loses everything");
    for (String role : List.of("source", "master")) {
      if (wrong.value("rpl_semi_sync_" + role + "_enabled").equals("on")) {
        wrong.ifIn(
            "rpl_semi_sync_" + role + "_wait_point",
            Set.of("after_commit"),
            "AFTER_SYNC; otherwise rows are shown that a failover takes back");
      }
    }
    if (!wrong.value("group_replication_group_name").isEmpty()) {
      wrong.ifIn(
          "group_replication_single_primary_mode",
          Set.of("off"),
          "ON; with several primaries the locks of one do not hold on the others");
    }
    return wrong.found;
  }

  private static final class Complaints {
    private final Map<String, String> variables;
    private final List<String> found = new ArrayList<>();

    Complaints(Map<String, String> variables) {
      this.variables = variables;
    }

    String value(String name) {
      return variables.getOrDefault(name, "").toLowerCase(Locale.ROOT);
    }

    void unlessIn(String name, Set<String> good, String expected) {
      if (!good.contains(value(name))) {
        complain(name, variables.getOrDefault(name, "not told"), expected);
      }
    }

    void ifIn(String name, Set<String> bad, String expected) {
      if (bad.contains(value(name))) {
        complain(name, variables.getOrDefault(name, ""), expected);
      }
    }

    private void complain(String name, String value, String expected) {
      found.add(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
