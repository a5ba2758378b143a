package dev.peal.bench.steady;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Times in microseconds, by the second in which the message was due.
///
/// A time counts from when its message was *due*, not from when it was sent: what a stalled sender
/// sends late is late. That is what [Histogram#recordValueWithExpectedInterval] estimates for a
/// load that waits for its answers (coordinated omission); here every message has its own due time,
/// and nothing has to be estimated, so times are recorded as they are.
final class Latencies {
  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(30);

  private final List<Histogram> seconds = new ArrayList<>();

  Latencies(int seconds) {
    for (int second = 0; second < seconds; second++) {
      this.seconds.add(empty());
    }
  }

  private static Histogram empty() {
    Histogram histogram = new Histogram(10_000, 3);
    histogram.setAutoResize(true);
    return histogram;
  }

  void record(int second, long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
    seconds.get(second).recordValue(Math.min(MOST_MICROS, micros));
  }

  /// In milliseconds.
  Latency summary() {
    Histogram all = empty();
    seconds.forEach(all::add);
    return Latency.of(all);
  }

  /// In milliseconds, NaN for a second without any.
  List<Double> p99OfEachSecond() {
    return seconds.stream().map(second -> Latency.of(second).p99()).toList();
  }
}
