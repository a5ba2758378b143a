package dev.peal.bench.run;

/// Bounds of what is given on a command line.
public final class Range {
  private Range() {}

  /// @param option as it is named on the command line
  /// @throws IllegalArgumentException with one sentence for its user
  public static void require(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
