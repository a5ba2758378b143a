package dev.peal.bench.compare;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a figure measures, as its name says, and so which way is better.
enum Measure {
  TIME("slower", "faster", true),
  /// Of the processor's time, for one of something.
  COST("dearer", "cheaper", true),
  SIZE("larger", "smaller", true),
  RATE("slower", "faster", false);

  private static final Set<String> TIMES = Set.of("ms", "us", "ns");
  private static final Set<String> SIZES = Set.of("bytes", "kb", "mb");
  private static final Set<String> SECONDS = Set.of("s", "second");

  private final String worse;
  private final String better;
  private final boolean lowerIsBetter;

  Measure(String worse, String better, boolean lowerIsBetter) {
    this.worse = worse;
    this.better = better;
    this.lowerIsBetter = lowerIsBetter;
  }

  /// By the unit in a field's name: `round_ms`, `p99_ms_each_second`, `cpu_us_per_delivery`,
  /// `rss_mb`, `rows_per_s`; nothing without one.
  static Optional<Measure> of(String field) {
    List<String> words = List.of(field.split("_", -1));
    int per = words.indexOf("per");
    if (per >= 0 && per + 1 < words.size() && SECONDS.contains(words.get(per + 1))) {
      return Optional.of(RATE);
    }
    if (words.stream().anyMatch(TIMES::contains)) {
      return Optional.of(per < 0 ? TIME : COST);
    }
    return words.stream().anyMatch(SIZES::contains) ? Optional.of(SIZE) : Optional.empty();
  }

  /// Whether a change upwards is one for the worse.
  boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  String worse() {
    return worse;
  }

  String better() {
    return better;
  }
}
