package dev.peal.bench.compare;

/// What became of a figure.
///
/// @param kind what follows from it
/// @param word how it is said, as in `slower`
record Verdict(Kind kind, String word) {
  static final Verdict SAME = new Verdict(Kind.NEUTRAL, "same");
  static final Verdict TOO_FEW = new Verdict(Kind.NEUTRAL, "too few samples");
  static final Verdict UNJUDGED = new Verdict(Kind.NEUTRAL, "unjudged");

  enum Kind {
    REGRESSION,
    IMPROVEMENT,
    NEUTRAL
  }

  /// A figure that changed for sure.
  static Verdict changed(Measure measure, boolean up) {
    return up == measure.lowerIsBetter()
        ? new Verdict(Kind.REGRESSION, measure.worse())
        : new Verdict(Kind.IMPROVEMENT, measure.better());
  }

  static Verdict faults(long before, long after) {
    if (before == after) {
      return SAME;
    }
    return after > before
        ? new Verdict(Kind.REGRESSION, "more")
        : new Verdict(Kind.IMPROVEMENT, "fewer");
  }

  static Verdict missing(boolean inOld) {
    return new Verdict(Kind.NEUTRAL, inOld ? "only in OLD" : "only in NEW");
  }
}
