package dev.peal.bench.chart;

import java.util.List;
import java.util.stream.Collectors;

/// Several charts below one another in one picture.
public final class ChartPage {
  private ChartPage() {}

  /// The picture; the same charts are always the same text.
  ///
  /// @throws IllegalArgumentException when there is no chart
  public static String svg(List<LineChart> charts) {
    if (charts.isEmpty()) {
      throw new IllegalArgumentException("charts: none (expected: at least 1)");
    }
    Drawing all = new Drawing();
    double height = 0;
    for (LineChart chart : charts) {
      all.below(height, chart.drawing());
      height += chart.height();
    }
    String title = charts.stream().map(LineChart::title).collect(Collectors.joining("; "));
    return Drawing.picture(LineChart.WIDTH, height, title, all);
  }
}
