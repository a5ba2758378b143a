package dev.peal.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final Offset<Double> ONE_IN_A_THOUSAND = Offset.offset(0.1);

  private final Latencies latencies = new Latencies(3);

  @Test
  void summary_isOverAllSeconds_inMilliseconds() {
    for (int i = 1; i <= 100; i++) {
      latencies.record(i <= 50 ? 0 : 1, i * 1_000_000L);
    }
    Latency all = latencies.summary();

    assertThat(all.count()).isEqualTo(100);
    assertThat(all.p50()).isCloseTo(50, ONE_IN_A_THOUSAND);
    assertThat(all.p99()).isCloseTo(99, ONE_IN_A_THOUSAND);
    assertThat(all.most()).isCloseTo(100, ONE_IN_A_THOUSAND);
  }

  @Test
  void eachSecond_hasItsOwnPercentile_andNoneWithoutValues() {
    latencies.record(0, 5_000_000);
    latencies.record(2, 7_000_000);

    assertThat(latencies.p99OfEachSecond().get(0)).isCloseTo(5, ONE_IN_A_THOUSAND);
    assertThat(latencies.p99OfEachSecond().get(1)).isNaN();
    assertThat(latencies.p99OfEachSecond().get(2)).isCloseTo(7, ONE_IN_A_THOUSAND);
  }

  @Test
  void nothingRecorded_isNotANumber() {
    assertThat(latencies.summary().count()).isZero();
    assertThat(latencies.summary().p99()).isNaN();
  }
}
