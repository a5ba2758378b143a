package dev.peal.domain.session;

import java.util.Optional;

/// What a client calls one of its user's devices: 1 to 64 printable ASCII characters, no blanks at
/// either end.
public record DeviceName(String value) {

  /// The longest name, in characters.
  public static final int MAX_LENGTH = 64;

  public DeviceName {
    if (!valid(value)) {
      throw new IllegalArgumentException(
          "device: "
              + value.length()
              + " characters (expected: 1 to "
              + MAX_LENGTH
              + " printable ASCII characters)");
    }
  }

  /// The name, or nothing when `value` is not one.
  public static Optional<DeviceName> parse(String value) {
    return valid(value) ? Optional.of(new DeviceName(value)) : Optional.empty();
  }

  private static boolean valid(String value) {
    return !value.isEmpty()
        && value.length() <= MAX_LENGTH
        && value.equals(value.strip())
        && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
  }

  @Override
  public String toString() {
    return value;
  }
}
