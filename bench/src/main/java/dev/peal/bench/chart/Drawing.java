package dev.peal.bench.chart;

import java.util.Locale;

/// The text of an SVG picture while it is being written. Its colours are chosen so that people who
/// see fewer colours tell them apart (after Okabe and Ito), on a background of its own: whether a
/// page is dark is not always what the system says.
final class Drawing {
  static final int TITLE_SIZE = 15;
  static final int TEXT_SIZE = 12;
  static final int COLOURS = 6;

  private static final double CHARACTER_WIDTH = 6.9;
  private static final String STYLE =
      """
      <style>
        text { font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 12px; fill: #1f2328; }
        .title { font-size: 15px; font-weight: 600; }
        .soft { fill: #59636e; }
        .page { fill: #ffffff; stroke: #d1d9e0; }
        .grid { stroke: #e4e8ec; }
        .base { stroke: #8c959f; }
        .c0 { color: #0072b2; } .c1 { color: #d55e00; } .c2 { color: #009e73; }
        .c3 { color: #b0558a; } .c4 { color: #c98a00; } .c5 { color: #56b4e9; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .soft { fill: #9198a1; }
          .page { fill: #0d1117; stroke: #3d444d; }
          .grid { stroke: #262c34; }
          .base { stroke: #656c76; }
          .c0 { color: #3b9ddb; } .c1 { color: #f47b33; } .c2 { color: #1fb88c; }
          .c3 { color: #d98fbb; } .c4 { color: #e6b02e; } .c5 { color: #9bd5f7; }
        }
      </style>
      """;

  private final StringBuilder out = new StringBuilder();

  /// Where a text lies around its point.
  enum Anchor {
    start,
    middle,
    end
  }

  /// One picture of what was drawn.
  ///
  /// @param title for those who cannot see it
  static String picture(double width, double height, String title, Drawing content) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\""
        + " width=\"%s\" height=\"%s\" viewBox=\"0 0 %1$s %2$s\""
            .formatted(number(width), number(height))
        + " role=\"img\">\n<title>"
        + escaped(title)
        + "</title>\n"
        + STYLE
        + "<rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"%s\" height=\"%s\" rx=\"6\"/>\n"
            .formatted(number(width - 1), number(height - 1))
        + content.out
        + "</svg>\n";
  }

  /// An estimate, rather too wide than too narrow, as nobody knows the reader's font.
  static double widthOf(String text) {
    return text.codePointCount(0, text.length()) * CHARACTER_WIDTH;
  }

  void text(String style, double x, double y, Anchor anchor, String text) {
    out.append(
            "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">"
                .formatted(style, number(x), number(y), anchor))
        .append(escaped(text))
        .append("</text>\n");
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    out.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(style, number(x1), number(y1), number(x2), number(y2)));
  }

  void bar(int colour, double x, double y, double width, double height) {
    out.append("<rect class=\"c%d\" fill=\"currentColor\"".formatted(colour))
        .append(
            " x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"/>\n"
                .formatted(number(x), number(y), number(width), number(height)));
  }

  /// A line through points of [#point], with spaces between them; every second round of colours is
  /// dashed.
  void path(int series, String points) {
    out.append(
            "<polyline class=\"c%d\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\""
                .formatted(series % COLOURS))
        .append(series < COLOURS ? "" : " stroke-dasharray=\"6 4\"")
        .append(" stroke-linejoin=\"round\" points=\"")
        .append(points)
        .append("\"/>\n");
  }

  /// A mark at a point, of another shape for each colour.
  void marker(int series, double x, double y) {
    String shape =
        switch (series % COLOURS) {
          case 0 -> "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z";
          case 1 -> "M-3.6-3.6h7.2v7.2h-7.2z";
          case 2 -> "M0-4.8L4.6 3.4h-9.2z";
          case 3 -> "M0-5L5 0L0 5L-5 0z";
          case 4 -> "M0 4.8L4.6-3.4h-9.2z";
          default -> "M-1.5-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z";
        };
    out.append(
        "<path class=\"c%d\" fill=\"currentColor\" transform=\"translate(%s %s)\" d=\"%s\"/>\n"
            .formatted(series % COLOURS, number(x), number(y), shape));
  }

  /// Another drawing, moved down.
  void below(double y, Drawing other) {
    out.append("<g transform=\"translate(0 %s)\">\n".formatted(number(y)))
        .append(other.out)
        .append("</g>\n");
  }

  static String point(double x, double y) {
    return number(x) + "," + number(y);
  }

  /// A coordinate with at most one decimal.
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(character -> {
          switch (character) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            default -> safe.appendCodePoint(isXml(character) ? character : 0xFFFD);
          }
        });
    return safe.toString();
  }

  private static boolean isXml(int character) {
    return character == '\t'
        || character == '\n'
        || character == '\r'
        || (character >= 0x20 && character < 0xD800)
        || (character > 0xDFFF && character < 0xFFFE)
        || character > 0xFFFF;
  }
}
