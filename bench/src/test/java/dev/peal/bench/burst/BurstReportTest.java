package dev.peal.bench.burst;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class BurstReportTest {
  private static final BurstSettings SETTINGS = new BurstSettings(5, 3, 2, 3);

  private static BurstResult result(long received, long duplicates, long outOfOrder, long rows) {
    return new BurstResult(
        SETTINGS,
        3,
        received,
        duplicates,
        outOfOrder,
        rows,
        List.of(100.0, 12.3456, 10.0),
        List.of(150.0, 30.0, 20.0),
        5.5,
        9.5,
        300);
  }

  @Test
  void json_hasTheFieldsInOrder() {
    ObjectNode json = new BurstReport(result(18, 0, 0, 30)).json();
    List<String> names = new ArrayList<>();
    json.propertyNames().forEach(names::add);
    assertThat(names)
        .containsExactly(
            "members",
            "online",
            "messages",
            "rounds",
            "deliveries_expected",
            "deliveries_received",
            "lost",
            "duplicates",
            "out_of_order",
            "rows_expected",
            "rows_stored",
            "first_round_ms",
            "round_ms",
            "p50_ms",
            "p99_ms",
            "rows_landed_ms",
            "delivery_p50_ms",
            "delivery_p99_ms",
            "server_rss_mb");
    assertThat(json.get("deliveries_expected").asLong()).isEqualTo(18);
    assertThat(json.get("rows_expected").asLong()).isEqualTo(30);
  }

  @Test
  void json_percentilesLeaveTheFirstRoundOut() {
    ObjectNode json = new BurstReport(result(18, 0, 0, 30)).json();
    assertThat(json.get("first_round_ms").asDouble()).isEqualTo(100);
    assertThat(json.get("round_ms").get(1).asDouble()).isEqualTo(12.346);
    assertThat(json.get("p50_ms").asDouble()).isEqualTo(10);
    assertThat(json.get("p99_ms").asDouble()).isEqualTo(12.346);
  }

  @Test
  void isClean_onlyWhenEverythingIsThereOnce() {
    assertThat(result(18, 0, 0, 30).isClean()).isTrue();
    assertThat(result(17, 0, 0, 30).isClean()).isFalse();
    assertThat(result(18, 1, 0, 30).isClean()).isFalse();
    assertThat(result(18, 0, 1, 30).isClean()).isFalse();
    assertThat(result(18, 0, 0, 29).isClean()).isFalse();
    assertThat(result(18, 0, 0, 31).isClean()).isFalse();
  }

  @Test
  void table_showsTheVerdict() {
    assertThat(new BurstReport(result(18, 0, 0, 30)).table("ext4")).contains("Nothing lost");
    assertThat(new BurstReport(result(17, 0, 0, 30)).table("ext4")).contains("NOT CLEAN");
  }
}
