package dev.peal.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.peal.bench.chart.BarChart.Bar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class BarChartTest {
  private static final BarChart CHART =
      new BarChart(
          "A burst & <more>",
          "ms",
          List.of(
              new Bar("naive", 3_480, "3,480 ms"),
              new Bar("one flush", 11.6, "11.6 ms"),
              new Bar("one frame", 2.5, "2.5 ms")));

  @Test
  void svg_isAPictureWithATitle() {
    Picture picture = Picture.of(CHART.svg());

    assertThat(picture.document().getDocumentElement().getAttribute("role")).isEqualTo("img");
    assertThat(picture.all("title"))
        .singleElement()
        .extracting(Element::getTextContent)
        .isEqualTo("A burst & <more>");
  }

  @Test
  void svg_largerValuesHaveLongerBars_inTheGivenOrder() {
    List<Element> bars = Picture.of(CHART.svg()).all("rect", "c0");

    assertThat(bars).hasSize(3);
    assertThat(bars)
        .isSortedAccordingTo(
            (a, b) -> Double.compare(Picture.number(a, "y"), Picture.number(b, "y")));
    assertThat(bars)
        .isSortedAccordingTo(
            (a, b) -> Double.compare(Picture.number(b, "width"), Picture.number(a, "width")));
    assertThat(Picture.number(bars.getLast(), "width")).isPositive();
  }

  @Test
  void svg_textsAreWhatWasGiven_withTicks() {
    assertThat(Picture.of(CHART.svg()).texts())
        .contains("naive", "3,480 ms", "2.5 ms", "ms, logarithmic scale")
        .containsSubsequence("1", "10", "100", "1,000", "5,000");
  }

  @Test
  void svg_everythingLiesWithinThePicture_alsoWithLongNames() {
    String longName = "a name as long as nobody would ever write it beside a bar ".repeat(2);
    Picture picture =
        Picture.of(new BarChart("t", "ms", List.of(new Bar(longName, 1, longName))).svg());
    double width = Picture.number(picture.document().getDocumentElement(), "width");

    assertThat(picture.all("text", "value"))
        .allSatisfy(text ->
            assertThat(Picture.number(text, "x") + Drawing.widthOf(longName)).isLessThan(width));
    assertThat(picture.all("text", "name"))
        .allSatisfy(
            text -> assertThat(Picture.number(text, "x") - Drawing.widthOf(longName)).isPositive());
  }

  @Test
  void svg_equalValues_haveBarsToo() {
    List<Bar> equal = List.of(new Bar("a", 10, "10"), new Bar("b", 10, "10"));

    assertThat(Picture.of(new BarChart("t", "ms", equal).svg()).all("rect", "c0"))
        .allSatisfy(bar -> assertThat(Picture.number(bar, "width")).isGreaterThan(5));
  }

  @Test
  void bar_valueThatHasNoLogarithm_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bar("naive", 0, "0 ms"))
        .withMessage("value of the bar naive: 0.0 (expected: above 0 and finite)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Bar("a", Double.NaN, ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bar("a", Double.POSITIVE_INFINITY, ""));
  }

  @Test
  void chart_withoutBars_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BarChart("empty", "ms", List.of()))
        .withMessage("bars of empty: none (expected: at least 1)");
  }
}
