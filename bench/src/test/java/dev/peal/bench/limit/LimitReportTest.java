package dev.peal.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.bench.burst.BurstResult;
import dev.peal.bench.burst.BurstSettings;
import dev.peal.bench.run.Machine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class LimitReportTest {
  private static final BurstSettings SETTINGS = new BurstSettings(5, 3, 2, 4);
  private static final Machine MACHINE = new Machine("abacus", 2, 1_024, "Linux 6", "25");

  private static BurstResult burst(long received, double... rounds) {
    List<Double> millis = Arrays.stream(rounds).boxed().toList();
    return new BurstResult(SETTINGS, 4, received, 0, 0, 40, millis, millis, 1, 2, 300);
  }

  private static LimitResult result(BurstResult embedded, @Nullable BurstResult cluster) {
    return new LimitResult(
        SETTINGS,
        Map.of(
            Variant.FLUSH_ONCE, List.of(12.0, 10.0, 11.0),
            Variant.JOINED_FRAMES, List.of(5.0),
            Variant.ONE_FRAME, List.of(2.0, 3.0, 2.5)),
        embedded,
        cluster);
  }

  private static final LimitResult BOTH =
      result(burst(24, 90, 9, 11, 10), burst(24, 99, 30, 31, 32));

  @Test
  void json_hasMediansAndMultiples() {
    ObjectNode json = new LimitReport(BOTH, MACHINE).json();

    assertThat(json.get("bench").asString()).isEqualTo("limit");
    assertThat(json.get("machine").get("cores").asInt()).isEqualTo(2);
    assertThat(json.get("limit_flush_once_ms").asDouble()).isEqualTo(11);
    assertThat(json.get("limit_one_frame_ms").asDouble()).isEqualTo(2.5);
    assertThat(json.get("peal_embedded_ms").asDouble()).isEqualTo(10);
    assertThat(json.get("peal_cluster_ms").asDouble()).isEqualTo(31);
    assertThat(json.get("embedded_to_flush_once").asDouble()).isEqualTo(0.909);
    assertThat(json.get("cluster_to_flush_once").asDouble()).isEqualTo(2.818);
    assertThat(json.get("embedded_to_one_frame").asDouble()).isEqualTo(4);
    assertThat(json.get("cluster_to_one_frame").asDouble()).isEqualTo(12.4);
  }

  @Test
  void json_roundsAreThoseThatCount() {
    ObjectNode json = new LimitReport(BOTH, MACHINE).json();

    assertThat(json.get("limit_flush_once_round_ms")).hasSize(3);
    assertThat(json.get("peal_embedded_round_ms")).hasSize(3);
    assertThat(json.get("peal_embedded_first_round_ms").asDouble()).isEqualTo(90);
  }

  @Test
  void json_withoutCluster_hasNullsForIt() {
    ObjectNode json = new LimitReport(result(burst(24, 90, 9), null), MACHINE).json();

    assertThat(json.get("peal_cluster_ms").isNull()).isTrue();
    assertThat(json.get("peal_cluster_round_ms")).isEmpty();
    assertThat(json.get("cluster_to_one_frame").isNull()).isTrue();
  }

  @Test
  void table_saysWhetherGoalsAreMet() {
    assertThat(new LimitReport(BOTH, MACHINE).table())
        .contains("goal, embedded within 1 times a frame each with one flush: met")
        .contains("goal, cluster within 2 times a frame each with one flush: missed")
        .contains("Nothing lost");
  }

  @Test
  void isClean_onlyWhenBothBurstsAre() {
    BurstResult good = burst(24, 90, 9);
    BurstResult lossy = burst(23, 90, 9);

    assertThat(result(good, good).isClean()).isTrue();
    assertThat(result(good, null).isClean()).isTrue();
    assertThat(result(lossy, good).isClean()).isFalse();
    assertThat(result(good, lossy).isClean()).isFalse();
    assertThat(new LimitReport(result(good, lossy), MACHINE).table()).contains("NOT CLEAN");
  }
}
