package dev.peal.domain.account;

import java.text.Normalizer;

/// What a user or a group is called on other people's screens: 1 to 64 code points in Unicode's
/// normalization form C, at least one of them visible. Blanks at either end are taken off when a
/// name is checked, since keyboards add them unasked; what could break a line or turn the direction
/// of the text around it is refused. Emoji of any length are fine.
public record Name(String value) {

  /// The longest name, in code points.
  public static final int MAX_LENGTH = 64;

  /// A code point in normalization form C comes from at most this many, so that a text longer than
  /// the product cannot become short enough; it is refused before any work is done on it.
  private static final int MAX_DECOMPOSED = 4;

  private static final String EXPECTED = "1 to " + MAX_LENGTH + " characters";

  /// A name in the form that [#check] returns.
  public Name {
    if (!(check("name", value) instanceof Checked.Valid<String>(String same))
        || !same.equals(value)) {
      throw new IllegalArgumentException(
          "name: " + CodePoints.count(value) + " (expected: what a check returned)");
    }
  }

  /// The name that `raw` stands for.
  public static Checked<Name> of(String field, String raw) {
    return switch (check(field, raw)) {
      case Checked.Valid<String>(String value) -> new Checked.Valid<>(new Name(value));
      case Checked.Broken<String>(String at, String sentence) -> new Checked.Broken<>(at, sentence);
    };
  }

  private static Checked<String> check(String field, String raw) {
    if (raw.codePointCount(0, raw.length()) > MAX_LENGTH * MAX_DECOMPOSED) {
      return Checked.Broken.of(field, CodePoints.count(raw), EXPECTED);
    }
    int refused = raw.codePoints().filter(Name::refused).findFirst().orElse(-1);
    if (refused >= 0) {
      return Checked.Broken.of(
          field,
          CodePoints.named(refused),
          EXPECTED + " without control characters, direction marks and lone surrogates");
    }
    String name = Normalizer.normalize(stripped(raw), Normalizer.Form.NFC);
    if (name.codePointCount(0, name.length()) > MAX_LENGTH) {
      return Checked.Broken.of(field, CodePoints.count(name), EXPECTED);
    }
    if (name.codePoints().allMatch(Name::invisible)) {
      String found = name.isEmpty() ? CodePoints.count(raw) : CodePoints.count(name);
      return Checked.Broken.of(field, raw.isEmpty() ? "empty" : found + ", none visible", EXPECTED);
    }
    return new Checked.Valid<>(name);
  }

  private static boolean refused(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> turnsDirection(codePoint);
    };
  }

  /// Unicode's Bidi_Control property.
  private static boolean turnsDirection(int codePoint) {
    return codePoint == 0x061C
        || codePoint == 0x200E
        || codePoint == 0x200F
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }

  /// Blanks, format characters, variation selectors, and the letters and signs that have no ink.
  private static boolean invisible(int codePoint) {
    return switch (codePoint) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> true;
      default ->
          switch (Character.getType(codePoint)) {
            case Character.SPACE_SEPARATOR, Character.FORMAT -> true;
            default ->
                (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                    || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
          };
    };
  }

  private static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && Character.isSpaceChar(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isSpaceChar(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  @Override
  public String toString() {
    return value;
  }
}
