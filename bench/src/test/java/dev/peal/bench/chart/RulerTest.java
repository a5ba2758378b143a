package dev.peal.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peal.bench.chart.LineChart.Scale;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulerTest {
  private static List<String> labels(Scale scale, double min, double max) {
    return Ruler.spanning(scale, min, max).ticks().stream().map(Ruler::label).toList();
  }

  @Test
  void linear_beginsAtZero_andStepsByOneTwoOrFive() {
    assertThat(labels(Scale.LINEAR, 300, 1_000))
        .containsExactly("0", "200", "400", "600", "800", "1,000");
    assertThat(labels(Scale.LINEAR, 0.1, 0.32))
        .containsExactly("0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3", "0.35");
  }

  @Test
  void linear_negativeValues_haveRoom() {
    assertThat(labels(Scale.LINEAR, -3, 9))
        .containsExactly("-4", "-2", "0", "2", "4", "6", "8", "10");
  }

  @Test
  void linear_nothingButZero_isAnAxisAllTheSame() {
    assertThat(labels(Scale.LINEAR, 0, 0)).startsWith("0").hasSizeGreaterThan(1);
  }

  @Test
  void log_fewDecades_haveSteps() {
    assertThat(labels(Scale.LOG, 3, 140)).containsExactly("2", "5", "10", "20", "50", "100", "200");
  }

  @Test
  void log_manyDecades_havePowersOfTen() {
    assertThat(labels(Scale.LOG, 0.02, 140_000))
        .containsExactly("0.01", "0.1", "1", "10", "100", "1,000", "10,000", "100,000", "1M");
  }

  @Test
  void log_veryManyDecades_leavePowersOut() {
    assertThat(labels(Scale.LOG, 1e-3, 1e15)).hasSizeLessThan(11);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 10", "1000, 1000", "0.001, 0.001", "2, 5", "9.99, 10.01", "1e-9, 1e9"})
  void log_valuesLieWithin(double min, double max) {
    Ruler ruler = Ruler.spanning(Scale.LOG, min, max);

    assertThat(ruler.share(min)).isBetween(0.0, 1.0);
    assertThat(ruler.share(max)).isBetween(0.0, 1.0);
    assertThat(ruler.ticks()).hasSizeGreaterThan(1);
  }

  @Test
  void share_isOfTheDifference_orOfTheRatio() {
    assertThat(Ruler.spanning(Scale.LINEAR, 0, 1_000).share(500)).isCloseTo(0.5, within(1e-9));
    assertThat(Ruler.spanning(Scale.LOG, 1, 10_000).share(100)).isCloseTo(0.5, within(1e-9));
  }
}
