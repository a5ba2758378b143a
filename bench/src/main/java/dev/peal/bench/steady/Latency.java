package dev.peal.bench.steady;

import org.HdrHistogram.Histogram;

/// How long something took, in milliseconds; NaN for no values.
///
/// @param count of the values
public record Latency(long count, double p50, double p99, double p999, double most) {

  static Latency of(Histogram micros) {
    return micros.getTotalCount() == 0
        ? new Latency(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
        : new Latency(
            micros.getTotalCount(),
            micros.getValueAtPercentile(50) / 1e3,
            micros.getValueAtPercentile(99) / 1e3,
            micros.getValueAtPercentile(99.9) / 1e3,
            micros.getMaxValue() / 1e3);
  }
}
