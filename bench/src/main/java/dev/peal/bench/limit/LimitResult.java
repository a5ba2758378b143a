package dev.peal.bench.limit;

import dev.peal.bench.burst.BurstResult;
import dev.peal.bench.burst.BurstSettings;
import dev.peal.bench.run.Percentiles;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the machine can do and what Peal does, measured in one run.
///
/// @param limits the time of every round of the bare server, in milliseconds; for every variant at
///   least one
/// @param cluster null when it was left out
record LimitResult(
    BurstSettings settings,
    Map<Variant, List<Double>> limits,
    BurstResult embedded,
    @Nullable BurstResult cluster) {
  LimitResult {
    limits = Map.copyOf(limits);
  }

  /// Rounds of the bare server, in milliseconds.
  double[] limitRounds(Variant variant) {
    return limits.getOrDefault(variant, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  double limitP50(Variant variant) {
    return Percentiles.of(limitRounds(variant), 50);
  }

  /// Of the rounds after the first, in milliseconds.
  static double p50(BurstResult peal) {
    return Percentiles.of(BurstResult.warm(peal.roundMillis()), 50);
  }

  /// Peal's time as a multiple of a limit.
  double multiple(BurstResult peal, Variant variant) {
    return p50(peal) / limitP50(variant);
  }

  /// Whether Peal lost, doubled and disordered nothing; the bare server did not, or there were no
  /// result.
  boolean isClean() {
    return embedded.isClean() && (cluster == null || cluster.isClean());
  }
}
