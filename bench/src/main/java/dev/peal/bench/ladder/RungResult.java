package dev.peal.bench.ladder;

import dev.peal.bench.burst.BurstResult;
import dev.peal.bench.ladder.rung.Rung;
import dev.peal.bench.run.Percentiles;
import java.util.Arrays;

/// What the burst of a rung showed. Times are of the rounds after the first, in milliseconds, NaN
/// when there is none.
record RungResult(Rung rung, BurstResult burst) {

  double p50Millis() {
    return Percentiles.of(warm(), 50);
  }

  double minMillis() {
    return Arrays.stream(warm()).min().orElse(Double.NaN);
  }

  double maxMillis() {
    return Arrays.stream(warm()).max().orElse(Double.NaN);
  }

  double firstMillis() {
    return BurstResult.first(burst.roundMillis());
  }

  /// From the first send until all rows were counted, the middle of the rounds.
  double rowsLandedMillis() {
    return Percentiles.of(BurstResult.warm(burst.rowsLandedMillis()), 50);
  }

  /// How many times as fast as another one.
  double timesAsFastAs(RungResult other) {
    return other.p50Millis() / p50Millis();
  }

  private double[] warm() {
    return BurstResult.warm(burst.roundMillis());
  }
}
