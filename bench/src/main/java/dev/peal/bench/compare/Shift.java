package dev.peal.bench.compare;

import java.util.Arrays;

/// By how much one sample lies above another, after Hodges and Lehmann: the median of all
/// differences between a value of the one and a value of the other.
///
/// @param low the lower end of the interval that holds the true shift with 95 % confidence
/// @param high its upper end
record Shift(double median, double low, double high) {
  private static final double QUANTILE_OF_95_PERCENT = 1.96;
  private static final int MOST_VALUES = 2_000;

  /// In the unit of the samples, which are not empty. Of samples above 2,000 values, as many spread
  /// evenly over their order stand for all.
  static Shift between(double[] before, double[] after) {
    double[] from = thinned(before);
    double[] to = thinned(after);
    double[] differences = new double[from.length * to.length];
    for (int i = 0; i < from.length; i++) {
      for (int j = 0; j < to.length; j++) {
        differences[i * to.length + j] = to[j] - from[i];
      }
    }
    Arrays.sort(differences);
    int count = differences.length;
    double spread = Math.sqrt((double) count * (from.length + to.length + 1) / 12);
    int outside = (int) Math.max(0, Math.floor(count / 2.0 - QUANTILE_OF_95_PERCENT * spread));
    return new Shift(median(differences), differences[outside], differences[count - 1 - outside]);
  }

  /// Of values in order.
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double[] thinned(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (sorted.length <= MOST_VALUES) {
      return sorted;
    }
    double[] some = new double[MOST_VALUES];
    for (int i = 0; i < MOST_VALUES; i++) {
      some[i] = sorted[(int) ((i + 0.5) * sorted.length / MOST_VALUES)];
    }
    return some;
  }
}
