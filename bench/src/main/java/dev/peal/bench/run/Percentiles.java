package dev.peal.bench.run;

import java.util.Arrays;

/// Percentiles of a few values, by nearest rank.
public final class Percentiles {
  private Percentiles() {}

  /// @param percent above 0, at most 100
  /// @return the smallest value that at least this percentage of the values do not exceed; NaN for
  ///   no values
  public static double of(double[] values, double percent) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }
}
