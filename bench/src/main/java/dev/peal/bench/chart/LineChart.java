package dev.peal.bench.chart;

import dev.peal.bench.chart.Drawing.Anchor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Lines through points; either axis linear or logarithmic.
///
/// @param series at least one, at most twelve
public record LineChart(String title, Axis x, Axis y, List<Series> series) {
  static final double WIDTH = 760;

  private static final int MOST_SERIES = 2 * Drawing.COLOURS;
  private static final int MOST_MARKERS = 60;
  private static final double PLOT_HEIGHT = 260;
  private static final double SPACE = 16;
  private static final double GAP = 8;
  private static final double LEGEND_ROW = 20;
  private static final double LEGEND_SIGN = 28;
  private static final double LEGEND_TOP = SPACE + Drawing.TITLE_SIZE + 26;
  private static final double RIGHT = 36;
  private static final double BOTTOM = 52;

  /// @param name with the unit, as in `messages a second`
  public record Axis(String name, Scale scale) {}

  /// How values lie on an axis.
  public enum Scale {
    /// Equal differences are equally far apart; begins at 0 when no value is below.
    LINEAR,
    /// Equal ratios are equally far apart; all values are above 0.
    LOG
  }

  /// Finite values, in the axes' units.
  public record Point(double x, double y) {}

  /// @param points in the order in which the line joins them, at least one
  public record Series(String name, List<Point> points) {
    /// @throws IllegalArgumentException when there is no point
    public Series {
      points = List.copyOf(points);
      if (points.isEmpty()) {
        throw new IllegalArgumentException("points of " + name + ": none (expected: at least 1)");
      }
    }
  }

  /// @throws IllegalArgumentException when there are too few or too many series, or a value cannot
  ///   be drawn on its axis
  public LineChart {
    series = List.copyOf(series);
    if (series.isEmpty() || series.size() > MOST_SERIES) {
      throw new IllegalArgumentException(
          "series of " + title + ": " + series.size() + " (expected: 1 to " + MOST_SERIES + ")");
    }
    for (Series line : series) {
      for (Point point : line.points()) {
        check("x", point.x(), line, x);
        check("y", point.y(), line, y);
      }
    }
  }

  /// The picture; the same chart is always the same text.
  public String svg() {
    return Drawing.picture(WIDTH, height(), title, drawing());
  }

  double height() {
    return plotTop() + PLOT_HEIGHT + BOTTOM;
  }

  Drawing drawing() {
    Ruler across = ruler(x.scale(), Point::x);
    Ruler up = ruler(y.scale(), Point::y);
    double left = SPACE + GAP + widestLabel(up);
    Plot plot = new Plot(left, plotTop(), WIDTH - left - RIGHT, PLOT_HEIGHT, across, up);
    Drawing drawing = new Drawing();
    drawing.text("title", SPACE, SPACE + Drawing.TITLE_SIZE, Anchor.start, title);
    drawLegend(drawing);
    drawAxes(drawing, plot);
    for (int i = 0; i < series.size(); i++) {
      drawSeries(drawing, plot, i);
    }
    return drawing;
  }

  private void drawAxes(Drawing drawing, Plot plot) {
    double bottom = plot.top() + plot.height();
    double end = plot.left() + plot.width();
    for (BigDecimal tick : plot.across().ticks()) {
      double at = plot.x(tick.doubleValue());
      drawing.line("grid", at, plot.top(), at, bottom);
      drawing.text("soft", at, bottom + GAP + Drawing.TEXT_SIZE, Anchor.middle, Ruler.label(tick));
    }
    for (BigDecimal tick : plot.up().ticks()) {
      double at = plot.y(tick.doubleValue());
      drawing.line("grid", plot.left(), at, end, at);
      double line = at + Drawing.TEXT_SIZE * 0.36;
      drawing.text("soft", plot.left() - GAP, line, Anchor.end, Ruler.label(tick));
    }
    drawing.line("base", plot.left(), plot.top(), plot.left(), bottom);
    drawing.line("base", plot.left(), bottom, end, bottom);
    drawing.text("soft", SPACE, plot.top() - GAP - 6, Anchor.start, described(y));
    double middle = plot.left() + plot.width() / 2;
    drawing.text("soft", middle, bottom + BOTTOM - GAP - 4, Anchor.middle, described(x));
  }

  private void drawSeries(Drawing drawing, Plot plot, int index) {
    List<Point> points = series.get(index).points();
    drawing.path(
        index,
        points.stream()
            .map(point -> Drawing.point(plot.x(point.x()), plot.y(point.y())))
            .collect(Collectors.joining(" ")));
    if (points.size() <= MOST_MARKERS) {
      points.forEach(point -> drawing.marker(index, plot.x(point.x()), plot.y(point.y())));
    }
  }

  private void drawLegend(Drawing drawing) {
    List<LegendEntry> entries = legend();
    for (int i = 0; i < entries.size(); i++) {
      double x = entries.get(i).x();
      double y = LEGEND_TOP + entries.get(i).row() * LEGEND_ROW;
      double middle = y - Drawing.TEXT_SIZE * 0.36;
      double end = x + LEGEND_SIGN - GAP;
      drawing.path(i, Drawing.point(x, middle) + " " + Drawing.point(end, middle));
      drawing.marker(i, (x + end) / 2, middle);
      drawing.text("name", x + LEGEND_SIGN, y, Anchor.start, series.get(i).name());
    }
  }

  /// Where the entries of the legend stand: in a row as long as there is room.
  private List<LegendEntry> legend() {
    List<LegendEntry> entries = new ArrayList<>();
    double x = SPACE;
    int row = 0;
    for (Series line : series) {
      double width = LEGEND_SIGN + Drawing.widthOf(line.name()) + 2 * GAP;
      if (x > SPACE && x + width > WIDTH - SPACE) {
        x = SPACE;
        row++;
      }
      entries.add(new LegendEntry(x, row));
      x += width;
    }
    return entries;
  }

  private double plotTop() {
    return LEGEND_TOP + (legend().getLast().row() + 1) * LEGEND_ROW + 22;
  }

  private Ruler ruler(Scale scale, ToDoubleFunction<Point> value) {
    double[] values =
        series.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(value)
            .sorted()
            .toArray();
    return Ruler.spanning(scale, values[0], values[values.length - 1]);
  }

  private static double widestLabel(Ruler ruler) {
    return ruler.ticks().stream()
        .mapToDouble(tick -> Drawing.widthOf(Ruler.label(tick)))
        .max()
        .orElseThrow();
  }

  private static String described(Axis axis) {
    return switch (axis.scale()) {
      case LINEAR -> axis.name();
      case LOG -> axis.name() + ", logarithmic scale";
    };
  }

  private static void check(String coordinate, double value, Series line, Axis axis) {
    boolean drawable = Double.isFinite(value) && (axis.scale() == Scale.LINEAR || value > 0);
    if (!drawable) {
      throw new IllegalArgumentException(
          "%s of a point of %s: %s (expected: finite%s)"
              .formatted(
                  coordinate,
                  line.name(),
                  value,
                  axis.scale() == Scale.LOG ? " and above 0, as its axis is logarithmic" : ""));
    }
  }

  private record LegendEntry(double x, int row) {}

  /// Where values come to lie in the picture.
  private record Plot(
      double left, double top, double width, double height, Ruler across, Ruler up) {
    double x(double value) {
      return left + width * across.share(value);
    }

    double y(double value) {
      return top + height * (1 - up.share(value));
    }
  }
}
