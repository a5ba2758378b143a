package dev.peal.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class CompareReportTest {

  private static List<Double> times(double from) {
    return DoubleStream.iterate(from, value -> value + 0.1).limit(20).boxed().toList();
  }

  private static CompareReport report(List<String> warnings, Figure... figures) {
    return new CompareReport(warnings, new Judge(0.05).judge(List.of(figures)), 0.05);
  }

  @Test
  void table_showsEveryFigureWithItsVerdict_andTheSum() {
    String table =
        report(
                List.of("different machines"),
                new Figure.Sample("round_ms", Measure.TIME, times(20), times(30)),
                new Figure.Single("rss_mb", Measure.SIZE, 100, 110, false),
                new Figure.Faults("lost", 0, 0),
                new Figure.Missing("rungs, rung 2", true))
            .table();

    assertThat(table)
        .startsWith("WARNING: different machines")
        .containsPattern(
            "round_ms +(20\\.9|21\\.0|21) +(30\\.9|31\\.0|31) +\\+47\\.\\d% .* <0\\.001 +slower !")
        .containsPattern("rss_mb +100 +110 +x 1\\.10 +unjudged")
        .containsPattern("lost +0 +0 +same")
        .containsPattern("rungs, rung 2 +there +- +only in OLD")
        .endsWith("REGRESSION: 1 worse, 0 better, 0 with too few samples, 1 in one result only\n");
  }

  @Test
  void hasRegression_onlyWhenSomethingIsWorse() {
    assertThat(report(List.of(), new Figure.Faults("lost", 0, 1)).hasRegression()).isTrue();
    assertThat(report(List.of(), new Figure.Faults("lost", 1, 0)).hasRegression()).isFalse();
    assertThat(report(List.of()).table()).endsWith("in one result only\n");
  }
}
