package dev.peal.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.bench.burst.BurstResult;
import dev.peal.bench.ladder.rung.Rung;
import dev.peal.bench.run.Machine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LadderReportTest {
  private static final Machine MACHINE = new Machine("test", 2, 1_000, "Linux 6", "25");
  private static final LadderSettings SETTINGS =
      new LadderSettings(LadderSettings.rungs("0,5,6"), 5, 3, 2, 3);

  private static RungResult result(Rung rung, long rows, Double... millis) {
    return new RungResult(
        rung,
        new BurstResult(
            SETTINGS.burst(rung),
            3,
            18,
            0,
            0,
            rows,
            List.of(millis),
            List.of(1_000.0, 30.0, 20.0),
            5.5,
            9.5,
            300));
  }

  private static LadderReport report(long rows) {
    return new LadderReport(
        SETTINGS,
        List.of(
            result(Rung.NAIVE, 30, 9_000.0, 1_200.0, 1_000.0),
            result(Rung.POOLS, rows, 300.0, 110.0, 100.0),
            result(Rung.PEAL, 30, 30.0, 15.0, 10.0)));
  }

  @Test
  void json_ofARung_leavesTheFirstRoundOut() {
    JsonNode pools = report(30).json(MACHINE).get("rungs").get(1);

    assertThat(pools.get("rung").asInt()).isEqualTo(5);
    assertThat(pools.get("name").asString()).isEqualTo("pools");
    assertThat(pools.get("rounds").asInt()).isEqualTo(3);
    assertThat(pools.get("p50_ms").asDouble()).isEqualTo(100);
    assertThat(pools.get("min_ms").asDouble()).isEqualTo(100);
    assertThat(pools.get("max_ms").asDouble()).isEqualTo(110);
    assertThat(pools.get("first_round_ms").asDouble()).isEqualTo(300);
    assertThat(pools.get("rows_landed_ms").asDouble()).isEqualTo(20);
    assertThat(pools.get("round_ms")).hasSize(3);
    assertThat(pools.get("rows_stored").asLong()).isEqualTo(30);
  }

  @Test
  void json_comparesPealWithTheOthers() {
    JsonNode json = report(30).json(MACHINE);

    assertThat(json.get("bench").asString()).isEqualTo("ladder");
    assertThat(json.get("machine").get("cores").asInt()).isEqualTo(2);
    assertThat(json.get("peal_times_as_fast_as_naive").asDouble()).isEqualTo(100);
    assertThat(json.get("peal_times_as_fast_as_pools").asDouble()).isEqualTo(10);
    assertThat(json.get("clean").asBoolean()).isTrue();
  }

  @Test
  void report_aRungWithARowLess_isNotClean() {
    LadderReport report = report(29);

    assertThat(report.isClean()).isFalse();
    assertThat(report.json(MACHINE).get("clean").asBoolean()).isFalse();
    assertThat(report.table(MACHINE))
        .contains("0 lost, 0 doubled, 0 out of order, 29 rows (expected: 30)")
        .contains("NOT CLEAN");
  }

  @Test
  void table_saysHowMuchFasterThanTheLowestRung() {
    assertThat(report(30).table(MACHINE))
        .contains("10.0 x  30 rows, all once, in order")
        .contains("100.0 x  30 rows, all once, in order");
  }

  @Test
  void chart_hasABarForEveryRungWithATime() {
    List<RungResult> results = new ArrayList<>();
    results.add(result(Rung.NAIVE, 30, 9_000.0, 1_234.5, 1_234.5));
    results.add(result(Rung.PEAL, 0));

    assertThat(new LadderReport(SETTINGS, results).chart().orElseThrow().bars())
        .singleElement()
        .satisfies(bar -> {
          assertThat(bar.name()).isEqualTo("0 naive");
          assertThat(bar.value()).isEqualTo(1_234.5);
          assertThat(bar.text()).isEqualTo("1,235 ms");
        });
    assertThat(new LadderReport(SETTINGS, List.of(result(Rung.PEAL, 0))).chart()).isEmpty();
  }
}
