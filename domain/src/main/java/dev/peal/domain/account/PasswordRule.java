package dev.peal.domain.account;

/// How long a password may be. What it is made of is nobody's business.
public final class PasswordRule {

  /// The shortest password, in code points.
  public static final int MIN_LENGTH = 8;

  /// The longest password, in code points. Hashing takes no longer for a long one, but a bound has
  /// to be somewhere.
  public static final int MAX_LENGTH = 256;

  private PasswordRule() {}

  /// The password as it is, or the rule it breaks; the sentence names its size alone.
  public static Checked<String> check(String field, String raw) {
    int length = raw.codePointCount(0, raw.length());
    if (length < MIN_LENGTH || length > MAX_LENGTH) {
      return Checked.Broken.of(
          field, CodePoints.count(raw), MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
    return new Checked.Valid<>(raw);
  }
}
