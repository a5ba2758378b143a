package dev.peal.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void of_oddCount_p50IsTheMiddle() {
    assertThat(Percentiles.of(new double[] {30, 10, 20}, 50)).isEqualTo(20);
  }

  @Test
  void of_p99OfFew_isTheLargest() {
    assertThat(Percentiles.of(new double[] {3, 1, 2}, 99)).isEqualTo(3);
  }

  @Test
  void of_hundredValues_nearestRank() {
    double[] values = new double[100];
    for (int i = 0; i < 100; i++) {
      values[i] = 100 - i;
    }
    assertThat(Percentiles.of(values, 99)).isEqualTo(99);
    assertThat(Percentiles.of(values, 50)).isEqualTo(50);
    assertThat(Percentiles.of(values, 100)).isEqualTo(100);
  }

  @Test
  void of_none_isNaN() {
    assertThat(Percentiles.of(new double[0], 50)).isNaN();
  }
}
