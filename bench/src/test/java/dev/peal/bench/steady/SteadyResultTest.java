package dev.peal.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.bench.run.CpuTime;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SteadyResultTest {

  private static SteadyResult result(double achieved, double p99, boolean gaveUp, long rows) {
    Latency delivery = new Latency(900, p99 / 2, p99, p99, p99);
    Tally tally =
        new Tally(
            100, 100, gaveUp, 1_000, 1_000, 0, 0, 100, achieved, delivery, delivery, delivery,
            List.of());
    return new SteadyResult(
        new Groups(1, 20, 10),
        new Load(100, 0, 1),
        tally,
        new JournalLag(List.of(), List.of()),
        2_000,
        rows,
        0,
        new CpuTime(Map.of("node", 3_000_000L, "mysql", 1_000_000L)),
        500_000);
  }

  @Test
  void loadThatIsDelivered_isNotSaturated() {
    assertThat(result(95, 1_000, false, 2_000).isSaturated()).isFalse();
  }

  @Test
  void tooSlow_tooLate_orEndedEarly_isSaturated() {
    assertThat(result(94.9, 10, false, 2_000).isSaturated()).isTrue();
    assertThat(result(100, 1_001, false, 2_000).isSaturated()).isTrue();
    assertThat(result(100, 10, true, 2_000).isSaturated()).isTrue();
    assertThat(result(100, Double.NaN, false, 2_000).isSaturated()).isTrue();
  }

  @Test
  void rowsThatAreMissingOrTooMany_areNotClean() {
    assertThat(result(100, 10, false, 2_000).isClean()).isTrue();
    assertThat(result(100, 10, false, 1_999).isClean()).isFalse();
    assertThat(result(100, 10, false, 2_001).isClean()).isFalse();
  }

  @Test
  void cost_isOfAllServersOverAllDeliveries_withoutTheClients() {
    SteadyResult result = result(100, 10, false, 2_000);

    assertThat(result.timedDeliveries()).isEqualTo(1_000);
    assertThat(result.cpuMicrosPerDelivery()).isCloseTo(4, Offset.offset(1e-9));
    assertThat(result.cpuMicrosPerDelivery("mysql")).isCloseTo(1, Offset.offset(1e-9));
    assertThat(result.cpuMicrosPerDelivery("redis")).isNaN();
    assertThat(result.clientCpuMicrosPerDelivery()).isCloseTo(0.5, Offset.offset(1e-9));
  }
}
