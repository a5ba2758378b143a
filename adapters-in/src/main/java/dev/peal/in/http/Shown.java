package dev.peal.in.http;

/// How a value from outside is shown in a sentence: quoted, without control characters, and short.
final class Shown {

  private static final int CODE_POINTS_MAX = 40;

  private Shown() {}

  /// `"abc"`, or `"abc…" (10000 characters)` for a long one.
  static String quoted(String value) {
    int length = value.codePointCount(0, value.length());
    StringBuilder out = new StringBuilder("\"");
    value.codePoints().limit(CODE_POINTS_MAX).forEach(c -> append(out, c));
    return length <= CODE_POINTS_MAX
        ? out.append('"').toString()
        : out.append("…\" (").append(length).append(" characters)").toString();
  }

  /// The first `max` code points; a character outside the basic plane is never cut in two.
  static String beginning(String value, int max) {
    return value.codePointCount(0, value.length()) <= max
        ? value
        : value.substring(0, value.offsetByCodePoints(0, max)) + "…";
  }

  private static void append(StringBuilder out, int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          out.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
      default -> out.appendCodePoint(codePoint);
    }
  }
}
