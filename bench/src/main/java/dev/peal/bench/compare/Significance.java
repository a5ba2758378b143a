package dev.peal.bench.compare;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/// Whether differences are more than noise, when there are many figures to find some in.
final class Significance {
  /// The probability, at most, of calling any figure different when none is.
  static final double LEVEL = 0.01;

  private Significance() {}

  /// The probability that two samples of one distribution differ at least as much as these: the
  /// two-sided test of Mann and Whitney, exact for small samples without ties, else by the normal
  /// approximation with corrections for ties and continuity.
  ///
  /// @param before not empty
  /// @param after not empty
  static double ofDifference(double[] before, double[] after) {
    double p = MannWhitneyUTest.withDefaults().test(before, after).getPValue();
    // Without any difference between any two values there is nothing to divide by.
    return Double.isNaN(p) ? 1 : p;
  }

  /// The least probability that samples of these sizes can have, when they do not overlap: two of
  /// all ways to deal the values out.
  static double least(int before, int after) {
    double ways = 1;
    for (int i = 1; i <= before; i++) {
      ways *= (double) (after + i) / i;
    }
    return Math.min(1, 2 / ways);
  }

  /// How many of the figures can be judged together, by the least probabilities that they can have:
  /// those with the smallest, as many as would still be found if they differed most clearly.
  static long judgeable(List<Double> least) {
    List<Double> sorted = least.stream().sorted().toList();
    return IntStream.rangeClosed(1, sorted.size())
        .filter(count -> sorted.get(count - 1) * count < LEVEL)
        .max()
        .orElse(0);
  }

  /// Probabilities corrected for how many there are, after Holm: those below [#LEVEL] hold
  /// together.
  static double[] corrected(double[] probabilities) {
    int count = probabilities.length;
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> probabilities[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] corrected = new double[count];
    double highest = 0;
    for (int rank = 0; rank < count; rank++) {
      highest = Math.max(highest, Math.min(1, (count - rank) * probabilities[order[rank]]));
      corrected[order[rank]] = highest;
    }
    return corrected;
  }
}
