package dev.peal.out.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurabilityTest {

  private static Map<String, String> sound() {
    return new HashMap<>(
        Map.of(
            "innodb_flush_log_at_trx_commit", "1",
            "innodb_doublewrite", "ON",
            "innodb_flush_method", "fsync",
            "log_bin", "ON",
            "sync_binlog", "1",
            "binlog_error_action", "ABORT_SERVER",
            "group_replication_group_name", ""));
  }

  @Test
  void complaints_everythingIsFlushed_none() {
    assertThat(Durability.complaints(sound())).isEmpty();
  }

  @Test
  void complaints_noBinaryLog_itsSettingsDoNotMatter() {
    var variables = sound();
    variables.put("log_bin", "OFF");
    variables.put("sync_binlog", "0");

    assertThat(Durability.complaints(variables)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "innodb_flush_log_at_trx_commit, 0",
    "innodb_flush_log_at_trx_commit, 2",
    "sync_binlog, 0",
    "sync_binlog, 100",
    "binlog_error_action, IGNORE_ERROR",
    "innodb_doublewrite, OFF",
    "innodb_doublewrite, DETECT_ONLY",
    "innodb_flush_method, nosync",
    "Innodb_redo_log_enabled, OFF"
  })
  void complaints_valueThatCanLoseACommit_areOfItAlone(String name, String value) {
    var variables = sound();
    variables.put(name, value);

    assertThat(Durability.complaints(variables))
        .singleElement()
        .asString()
        .startsWith(name + ": " + value + " (expected: ");
  }

  @Test
  void complaints_valueThatIsNotTold_sayThat() {
    var variables = sound();
    variables.remove("sync_binlog");

    assertThat(Durability.complaints(variables))
        .singleElement()
        .asString()
        .startsWith("sync_binlog: not told");
  }

  @Test
  void complaints_semiSynchronousThatShowsRowsFirst_areOfTheWaitPoint() {
    var variables = sound();
    variables.put("rpl_semi_sync_master_wait_point", "AFTER_COMMIT");
    assertThat(Durability.complaints(variables)).isEmpty();

    variables.put("rpl_semi_sync_master_enabled", "ON");
    assertThat(Durability.complaints(variables)).singleElement().asString().contains("AFTER_SYNC");
  }

  @Test
  void complaints_groupOfSeveralPrimaries_areOfThat() {
    var variables = sound();
    variables.put("group_replication_single_primary_mode", "OFF");
    assertThat(Durability.complaints(variables)).isEmpty();

    variables.put("group_replication_group_name", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa");
    assertThat(Durability.complaints(variables)).singleElement().asString().contains("primary");
  }
}
