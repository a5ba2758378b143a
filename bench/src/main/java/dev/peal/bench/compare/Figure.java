package dev.peal.bench.compare;

import java.util.List;

/// One thing that both results tell, or that only one does.
sealed interface Figure {

  /// Where it stands, as in `rungs, rung 3: round_ms`.
  String place();

  /// Measured several times in each result, in the unit of its name; never empty.
  record Sample(String place, Measure measure, List<Double> before, List<Double> after)
      implements Figure {
    public Sample {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /// Measured once in each result.
  ///
  /// @param summary whether it stands beside a sample that it sums up
  record Single(String place, Measure measure, double before, double after, boolean summary)
      implements Figure {}

  /// Of what should not have happened at all.
  record Faults(String place, long before, long after) implements Figure {}

  /// Only in one of the results.
  record Missing(String place, boolean inOld) implements Figure {}
}
