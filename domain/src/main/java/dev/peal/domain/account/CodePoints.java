package dev.peal.domain.account;

import java.util.Locale;

/// How refused text is spoken of without repeating it.
final class CodePoints {

  private CodePoints() {}

  /// As in `U+202E`.
  static String named(int codePoint) {
    return String.format(Locale.ROOT, "U+%04X", codePoint);
  }

  /// As in `10000 characters`.
  static String count(String text) {
    int count = text.codePointCount(0, text.length());
    return switch (count) {
      case 0 -> "empty";
      case 1 -> "1 character";
      default -> count + " characters";
    };
  }
}
