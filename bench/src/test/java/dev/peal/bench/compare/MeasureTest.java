package dev.peal.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureTest {

  @ParameterizedTest
  @CsvSource({
    "round_ms, TIME",
    "p99_ms_each_second, TIME",
    "server_rss_mb, SIZE",
    "bytes_per_connection, SIZE",
    "cpu_us_per_delivery, COST",
    "rows_per_s, RATE",
    "rows_per_second, RATE"
  })
  void of_nameWithAUnit_isWhatItMeasures(String name, Measure measure) {
    assertThat(Measure.of(name)).contains(measure);
  }

  @ParameterizedTest
  @ValueSource(strings = {"members", "rounds", "seconds", "embedded_to_one_frame", "messages"})
  void of_nameWithoutAUnit_isNothing(String name) {
    assertThat(Measure.of(name)).isEmpty();
  }
}
