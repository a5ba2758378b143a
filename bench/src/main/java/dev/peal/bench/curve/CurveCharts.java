package dev.peal.bench.curve;

import dev.peal.bench.chart.ChartPage;
import dev.peal.bench.chart.LineChart;
import dev.peal.bench.chart.LineChart.Axis;
import dev.peal.bench.chart.LineChart.Point;
import dev.peal.bench.chart.LineChart.Scale;
import dev.peal.bench.chart.LineChart.Series;
import dev.peal.bench.idle.IdleConnections;
import dev.peal.bench.steady.Latency;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// What was found, as pictures below one another. Loads are in deliveries a second, so that groups
/// of different sizes share an axis. Values that cannot be drawn, as none was measured, are left
/// out.
final class CurveCharts {
  private static final Axis LOAD = new Axis("offered deliveries a second", Scale.LOG);
  private static final Axis MILLIS = new Axis("ms", Scale.LOG);

  private final CurveResult result;

  CurveCharts(CurveResult result) {
    this.result = result;
  }

  /// Nothing, when there is nothing to draw.
  Optional<String> svg() {
    List<LineChart> charts =
        Stream.of(
                latency("p50 of deliveries", Latency::p50),
                latency("p99 of deliveries", Latency::p99),
                latency("p99.9 of deliveries", Latency::p999),
                cost(),
                memory())
            .flatMap(Optional::stream)
            .toList();
    return charts.isEmpty() ? Optional.empty() : Optional.of(ChartPage.svg(charts));
  }

  private Optional<LineChart> latency(String title, ToDoubleFunction<Latency> percentile) {
    List<Series> series = new ArrayList<>();
    for (Line line : result.lines()) {
      List<Point> points =
          line.loads().stream()
              .map(load ->
                  new Point(
                      load.load().rate() * line.groups().online(),
                      percentile.applyAsDouble(load.tally().delivery())))
              .toList();
      add(series, String.format(Locale.ROOT, "%,d members", line.groups().members()), points);
    }
    return chart(title + " by the size of the group", LOAD, MILLIS, series);
  }

  private Optional<LineChart> cost() {
    Set<String> processes = new LinkedHashSet<>();
    result.lines().forEach(line -> processes.addAll(line.fullest().cpu().nanos().keySet()));
    List<Series> series = new ArrayList<>();
    add(series, "together", costs(line -> line.fullest().cpuMicrosPerDelivery()));
    for (String process : processes) {
      add(series, process, costs(line -> line.fullest().cpuMicrosPerDelivery(process)));
    }
    return chart(
        "CPU of a delivery, at the highest load that is not too much",
        new Axis("members of a group", Scale.LOG),
        new Axis("us", Scale.LOG),
        series);
  }

  private List<Point> costs(ToDoubleFunction<Line> micros) {
    return result.lines().stream()
        .map(line -> new Point(line.groups().members(), micros.applyAsDouble(line)))
        .toList();
  }

  private Optional<LineChart> memory() {
    IdleConnections.Result idle = result.idle();
    if (idle == null) {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    add(series, "together", memories(idle, IdleConnections.Point::bytes));
    add(series, "objects", memories(idle, IdleConnections.Point::heapBytes));
    add(series, "outside the heap", memories(idle, IdleConnections.Point::otherBytes));
    return chart(
        "Memory of nodes for an idle connection",
        new Axis("connections", Scale.LOG),
        new Axis("bytes", Scale.LINEAR),
        series);
  }

  private static List<Point> memories(
      IdleConnections.Result idle, ToDoubleFunction<IdleConnections.Point> bytes) {
    return idle.points().stream()
        .map(point -> new Point(point.connections(), bytes.applyAsDouble(point)))
        .toList();
  }

  private static void add(List<Series> series, String name, List<Point> points) {
    List<Point> drawn =
        points.stream().filter(point -> Double.isFinite(point.y()) && point.y() > 0).toList();
    if (!drawn.isEmpty()) {
      series.add(new Series(name, drawn));
    }
  }

  private static Optional<LineChart> chart(String title, Axis x, Axis y, List<Series> series) {
    return series.isEmpty() ? Optional.empty() : Optional.of(new LineChart(title, x, y, series));
  }
}
