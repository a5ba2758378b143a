package dev.peal.domain.account;

import java.util.Locale;

/// What a user logs in with and is found by: 3 to 32 of `a-z 0-9 . _ -`, unique among all accounts.
public record Username(String value) {

  /// The shortest username, in characters.
  public static final int MIN_LENGTH = 3;

  /// The longest username, in characters.
  public static final int MAX_LENGTH = 32;

  private static final String EXPECTED = MIN_LENGTH + " to " + MAX_LENGTH + " of a-z 0-9 . _ -";

  /// A username in the form that [#check] returns.
  public Username {
    if (!fits(value) || firstRefused(value) >= 0 || !value.equals(value.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "username: " + value.length() + " characters (expected: " + EXPECTED + ")");
    }
  }

  /// Lower-cases A to Z and checks. Other upper-case letters are refused, not lower-cased: some of
  /// them, as the Kelvin sign, would become ASCII.
  public static Checked<Username> check(String field, String raw) {
    if (!fits(raw)) {
      return Checked.Broken.of(field, CodePoints.count(raw), EXPECTED);
    }
    int refused = firstRefused(raw);
    if (refused >= 0) {
      return Checked.Broken.of(field, CodePoints.named(raw.codePointAt(refused)), EXPECTED);
    }
    return new Checked.Valid<>(new Username(raw.toLowerCase(Locale.ROOT)));
  }

  private static boolean fits(String text) {
    return text.length() >= MIN_LENGTH && text.length() <= MAX_LENGTH;
  }

  /// Index of the first character that neither is allowed nor becomes so; -1 when there is none.
  private static int firstRefused(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !digit && c != '.' && c != '_' && c != '-') {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return value;
  }
}
