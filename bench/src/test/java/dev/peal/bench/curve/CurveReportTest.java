package dev.peal.bench.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.bench.idle.IdleConnections;
import dev.peal.bench.run.CpuTime;
import dev.peal.bench.run.Profile;
import dev.peal.bench.steady.Flood;
import dev.peal.bench.steady.Groups;
import dev.peal.bench.steady.JournalLag;
import dev.peal.bench.steady.Latency;
import dev.peal.bench.steady.Load;
import dev.peal.bench.steady.SteadyResult;
import dev.peal.bench.steady.Tally;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CurveReportTest {
  private static final Groups GROUP = new Groups(1, 500, 300);

  private static Tally tally(double rate, double p99) {
    Latency latency = new Latency(29_900, p99 / 3, p99, 2 * p99, 3 * p99);
    return new Tally(
        100, 100, false, 30_000, 30_000, 0, 0, 100, rate, latency, latency, latency, List.of(p99));
  }

  private static SteadyResult load(int rate, double p99, double growth) {
    return new SteadyResult(
        GROUP,
        new Load(rate, 0, 60),
        tally(rate, p99),
        new JournalLag(
            IntStream.range(0, 60).mapToObj(second -> growth * second).toList(), List.of()),
        50_000,
        50_000,
        0,
        new CpuTime(Map.of("node", 300_000_000L)),
        0);
  }

  private static Line line(SteadyResult... loads) {
    List<SteadyResult> all = List.of(loads);
    return new Line(GROUP, all, Line.ending(all.getLast(), false));
  }

  private static CurveResult of(Line line) {
    return new CurveResult(List.of(line), null, null);
  }

  private static boolean met(CurveResult result) {
    assertThat(result.goals()).hasSize(1);
    return result.goals().getFirst().met();
  }

  @Test
  void steadyGoal_isMet_atItsBound_withAJournalThatRests() {
    assertThat(met(of(line(load(100, 50, 0))))).isTrue();
    assertThat(met(of(line(load(100, 50.1, 0))))).isFalse();
    assertThat(met(of(line(load(100, 50, 5))))).isFalse();
  }

  @Test
  void otherRates_areNoGoal() {
    assertThat(of(line(load(50, 10, 0))).goals()).isEmpty();
  }

  @Test
  void directGoal_isTheRatioOfBothPercentiles() {
    DirectBesideFlood thrice =
        new DirectBesideFlood(tally(50, 4), tally(50, 12), new Flood.Outcome(1, 1, 1));
    DirectBesideFlood more =
        new DirectBesideFlood(tally(50, 4), tally(50, 12.1), new Flood.Outcome(1, 1, 1));

    assertThat(met(new CurveResult(List.of(), thrice, null))).isTrue();
    assertThat(met(new CurveResult(List.of(), more, null))).isFalse();
  }

  @Test
  void idleGoal_isMet_whenNoPointIsAbove8KiB() {
    assertThat(met(new CurveResult(List.of(), null, idle(8_000, 192)))).isTrue();
    assertThat(met(new CurveResult(List.of(), null, idle(8_000, 193)))).isFalse();
  }

  private static IdleConnections.Result idle(double heap, double other) {
    return new IdleConnections.Result(
        1, List.of(new IdleConnections.Point(1_000, heap, other, 1)), null);
  }

  @Test
  void line_endsWhereItIsTooMuch_andCostsWhatItsFullestLoadDoes() {
    SteadyResult fullest = load(100, 40, 0);
    Line growing = line(load(50, 10, 0), fullest, load(200, 60, 9));

    assertThat(growing.ending()).isEqualTo(Line.Ending.JOURNAL_GROWS);
    assertThat(growing.fullest()).isSameAs(fullest);
    assertThat(line(load(50, 2_000, 0)).ending()).isEqualTo(Line.Ending.SATURATED);
    assertThat(line(fullest).ending()).isEqualTo(Line.Ending.PLAN);
    assertThat(Line.ending(fullest, true)).isEqualTo(Line.Ending.TIME);
  }

  @Test
  void json_hasLinesGoalsAndWhatWasNotKnownAsNull() {
    CurveResult result = new CurveResult(List.of(line(load(100, 40, 0))), null, idle(3_000, 100));
    Plan plan = Plan.of(Profile.cluster, true, EnumSet.allOf(Part.class), null);
    JsonNode json = new CurveReport(plan, result).json();

    assertThat(json.get("bench").asString()).isEqualTo("curve");
    assertThat(json.get("quick").asBoolean()).isTrue();
    assertThat(json.get("goals")).hasSize(2);
    assertThat(json.get("goals").get(0).get("met").asBoolean()).isTrue();
    JsonNode line = json.get("lines").get(0);
    assertThat(line.get("ended").asString()).isEqualTo("plan");
    assertThat(line.get("cpu_us_per_delivery").asDouble()).isEqualTo(10);
    assertThat(line.get("loads").get(0).get("delivery_ms").get("p99").asDouble()).isEqualTo(40);
    assertThat(json.get("idle").get("points").get(0).get("bytes_per_connection").asDouble())
        .isEqualTo(3_100);
    assertThat(json.get("idle").get("note").isNull()).isTrue();
    assertThat(json.has("direct")).isFalse();
  }

  @Test
  void table_namesTheGoalsThatAreMissed() {
    Plan plan = Plan.of(Profile.cluster, false, EnumSet.allOf(Part.class), null);
    String table = new CurveReport(plan, of(line(load(100, 60, 0)))).table();

    assertThat(table)
        .contains("500 members, 300 online")
        .contains("MISSED   100 messages a second");
  }

  @Test
  void picture_hasALineForEverySize_andNothingOfWhatWasNotMeasured() {
    String svg = new CurveCharts(of(line(load(50, 10, 0), load(100, 40, 0)))).svg().orElseThrow();

    assertThat(svg).contains("p99 of deliveries").contains("500 members").doesNotContain("idle");
    assertThat(new CurveCharts(new CurveResult(List.of(), null, null)).svg()).isEmpty();
  }
}
