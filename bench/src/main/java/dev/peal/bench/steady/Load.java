package dev.peal.bench.steady;

import dev.peal.bench.run.Range;

/// An offered load.
///
/// @param rate messages a second, all groups together, evenly spaced
/// @param warmUpSeconds of the same rate before, which are checked and not timed
/// @param seconds that are timed
public record Load(double rate, int warmUpSeconds, int seconds) {
  public Load {
    if (!(rate >= 0.1 && rate <= 100_000)) {
      throw new IllegalArgumentException(
          "--rate: " + rate + " (expected: 0.1 to 100000 messages a second)");
    }
    Range.require("--warm-up", warmUpSeconds, 0, 600);
    Range.require("--seconds", seconds, 1, 3_600);
    Range.require("--rate times seconds", (long) (rate * (warmUpSeconds + seconds)), 1, 20_000_000);
  }
}
