package dev.peal.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.peal.bench.chart.LineChart.Axis;
import dev.peal.bench.chart.LineChart.Point;
import dev.peal.bench.chart.LineChart.Scale;
import dev.peal.bench.chart.LineChart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class LineChartTest {
  private static final Axis RATE = new Axis("messages a second", Scale.LINEAR);
  private static final Axis TIME = new Axis("time, ms", Scale.LOG);

  private static LineChart chart(Series... series) {
    return new LineChart("Time over load", RATE, TIME, List.of(series));
  }

  private static Series series(String name, double... values) {
    return new Series(
        name,
        IntStream.range(0, values.length).mapToObj(i -> new Point(i * 100, values[i])).toList());
  }

  /// The drawn line of a series: the legend's signs come first.
  private static List<double[]> drawn(LineChart chart, int series) {
    List<Element> lines = Picture.of(chart.svg()).all("polyline");
    List<double[]> points = new ArrayList<>();
    String text = lines.get(chart.series().size() + series).getAttribute("points");
    for (String point : text.split(" ", -1)) {
      String[] xy = point.split(",", -1);
      points.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
    }
    return points;
  }

  @Test
  void svg_pointsGoRightWithX_andUpWithY() {
    List<double[]> points = drawn(chart(series("p50", 1, 2, 40, 900)), 0);

    assertThat(points).hasSize(4);
    assertThat(points).isSortedAccordingTo((a, b) -> Double.compare(a[0], b[0]));
    assertThat(points).isSortedAccordingTo((a, b) -> Double.compare(b[1], a[1]));
  }

  @Test
  void svg_onALogarithmicAxis_equalRatiosAreEquallyFarApart() {
    List<double[]> points = drawn(chart(series("p50", 1, 10, 100)), 0);

    assertThat(points.get(0)[1] - points.get(1)[1])
        .isCloseTo(points.get(1)[1] - points.get(2)[1], within(0.2));
  }

  @Test
  void svg_hasALegendWithEverySeries_escaped() {
    assertThat(Picture.of(chart(series("p50 <&>", 1, 2), series("p99", 3, 4)).svg()).texts())
        .contains("p50 <&>", "p99", "messages a second", "time, ms, logarithmic scale");
  }

  @Test
  void svg_controlCharacters_leaveItWellFormed() {
    assertThat(Picture.of(chart(series("bell \u0007", 1)).svg()).texts()).contains("bell \ufffd");
  }

  @Test
  void svg_legendWithManyNames_staysWithinThePicture() {
    Series[] many =
        IntStream.range(0, 12)
            .mapToObj(i -> series("a rather long name of series " + i, 1, 2))
            .toArray(Series[]::new);

    assertThat(Picture.of(chart(many).svg()).all("text", "name"))
        .hasSize(12)
        .allSatisfy(text ->
            assertThat(Picture.number(text, "x") + Drawing.widthOf(text.getTextContent()))
                .isLessThan(LineChart.WIDTH));
  }

  @Test
  void svg_sameChart_isTheSameText() {
    assertThat(chart(series("p50", 1, 2)).svg()).isEqualTo(chart(series("p50", 1, 2)).svg());
  }

  @Test
  void page_hasAllCharts_belowOneAnother() {
    LineChart chart = chart(series("p50", 1, 2));
    Picture page = Picture.of(ChartPage.svg(List.of(chart, chart)));

    assertThat(Picture.number(page.document().getDocumentElement(), "height"))
        .isEqualTo(2 * chart.height());
    assertThat(page.all("g"))
        .extracting(group -> group.getAttribute("transform"))
        .containsExactly("translate(0 0)", "translate(0 " + Drawing.number(chart.height()) + ")");
    assertThat(page.all("title"))
        .singleElement()
        .extracting(Element::getTextContent)
        .isEqualTo("Time over load; Time over load");
  }

  @Test
  void page_withoutCharts_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChartPage.svg(List.of()))
        .withMessage("charts: none (expected: at least 1)");
  }

  @Test
  void chart_valueThatItsAxisCannotShow_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chart(series("p50", 1, 0)))
        .withMessage(
            "y of a point of p50: 0.0 (expected: finite and above 0, as its axis is logarithmic)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chart(new Series("p50", List.of(new Point(Double.NaN, 1)))))
        .withMessage("x of a point of p50: NaN (expected: finite)");
  }

  @Test
  void chart_withoutSeriesOrPoints_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chart())
        .withMessage("series of Time over load: 0 (expected: 1 to 12)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Series("p50", List.of()))
        .withMessage("points of p50: none (expected: at least 1)");
  }
}
