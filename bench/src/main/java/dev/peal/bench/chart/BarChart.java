package dev.peal.bench.chart;

import dev.peal.bench.chart.Drawing.Anchor;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Horizontal bars on a logarithmic scale: for values that are far apart.
///
/// @param unit of the values, as in `ms`
/// @param bars from top to bottom, at least one
public record BarChart(String title, String unit, List<Bar> bars) {
  private static final double WIDTH = 760;
  private static final double LEAST_PLOT_WIDTH = 240;
  private static final double TOP = 44;
  private static final double ROW = 28;
  private static final double BAR = 18;
  private static final double BOTTOM = 48;
  private static final double SPACE = 16;
  private static final double GAP = 8;

  /// A bar of the lowest value is to be seen too.
  private static final double LEAST_BAR = 1.5;

  /// @param value above 0, in the chart's unit
  /// @param text what stands at the bar's end, as in `3,480 ms`
  public record Bar(String name, double value, String text) {
    /// @throws IllegalArgumentException when the value is not above 0 or not finite
    public Bar {
      if (!(value > 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(
            "value of the bar " + name + ": " + value + " (expected: above 0 and finite)");
      }
    }
  }

  /// @throws IllegalArgumentException when there is no bar
  public BarChart {
    bars = List.copyOf(bars);
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("bars of " + title + ": none (expected: at least 1)");
    }
  }

  /// The picture; the same chart is always the same text.
  public String svg() {
    double left = SPACE + widest(bar -> Drawing.widthOf(bar.name())) + GAP;
    double right = GAP + widest(bar -> Drawing.widthOf(bar.text())) + SPACE;
    double width = Math.max(WIDTH, left + LEAST_PLOT_WIDTH + right);
    double plot = width - left - right;
    double end = TOP + bars.size() * ROW;

    Drawing drawing = new Drawing();
    drawing.text("title", SPACE, SPACE + Drawing.TITLE_SIZE, Anchor.start, title);
    Ruler ruler = ruler();
    for (BigDecimal tick : ruler.ticks()) {
      double x = left + plot * ruler.share(tick.doubleValue());
      drawing.line("grid", x, TOP, x, end);
      drawing.text("soft", x, end + GAP + Drawing.TEXT_SIZE, Anchor.middle, Ruler.label(tick));
    }
    drawing.text(
        "soft", left + plot / 2, end + BOTTOM - GAP, Anchor.middle, unit + ", logarithmic scale");
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = TOP + i * ROW + (ROW - BAR) / 2;
      double length = plot * ruler.share(bar.value());
      double textLine = y + BAR / 2 + Drawing.TEXT_SIZE * 0.36;
      drawing.text("name", left - GAP, textLine, Anchor.end, bar.name());
      drawing.bar(0, left, y, length, BAR);
      drawing.text("value", left + length + GAP, textLine, Anchor.start, bar.text());
    }
    drawing.line("base", left, TOP, left, end);
    return Drawing.picture(width, end + BOTTOM, title, drawing);
  }

  private Ruler ruler() {
    double min = bars.stream().mapToDouble(Bar::value).min().orElseThrow();
    double max = bars.stream().mapToDouble(Bar::value).max().orElseThrow();
    return Ruler.spanning(LineChart.Scale.LOG, min / LEAST_BAR, max);
  }

  private double widest(ToDoubleFunction<Bar> width) {
    return bars.stream().mapToDouble(width).max().orElseThrow();
  }
}
