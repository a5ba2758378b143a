package dev.peal.bench.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One axis: what it spans, and where its ticks are, at 1, 2 or 5 times a power of ten.
///
/// @param ticks from the lowest to the highest, which are the ends of the axis
record Ruler(LineChart.Scale scale, List<BigDecimal> ticks) {
  private static final int[] STEPS = {1, 2, 5};
  private static final double MOST_LINEAR_TICKS = 8;
  private static final int DECADES_WITH_STEPS = 3;
  private static final int MOST_POWERS = 9;
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  /// An axis that has room for all values from `min` to `max`, which are above 0 on a logarithmic
  /// one. A linear one of values that are not negative begins at 0.
  static Ruler spanning(LineChart.Scale scale, double min, double max) {
    return switch (scale) {
      case LINEAR -> new Ruler(scale, linear(Math.min(0, min), Math.max(0, max)));
      case LOG -> new Ruler(scale, logarithmic(min, max));
    };
  }

  /// Where a value lies: 0 at the lowest tick, 1 at the highest.
  double share(double value) {
    double low = ticks.getFirst().doubleValue();
    double high = ticks.getLast().doubleValue();
    return switch (scale) {
      case LINEAR -> (value - low) / (high - low);
      case LOG -> Math.log(value / low) / Math.log(high / low);
    };
  }

  /// How a tick is written, as in `0.05`, `1,000` or `2M`.
  static String label(BigDecimal tick) {
    if (tick.abs().compareTo(MILLION) >= 0) {
      return String.format(Locale.ROOT, "%,d", tick.divide(MILLION).longValue()) + "M";
    }
    int decimals = Math.max(0, tick.stripTrailingZeros().scale());
    return String.format(Locale.ROOT, "%,." + decimals + "f", tick);
  }

  private static List<BigDecimal> linear(double min, double max) {
    double range = max > min ? max - min : 1;
    BigDecimal step = atLeast(range / MOST_LINEAR_TICKS);
    BigDecimal tick = BigDecimal.valueOf(min).divide(step, 0, RoundingMode.FLOOR).multiply(step);
    List<BigDecimal> ticks = new ArrayList<>(List.of(tick));
    while (ticks.size() < 2 || ticks.getLast().doubleValue() < max) {
      ticks.add(ticks.getLast().add(step));
    }
    return List.copyOf(ticks);
  }

  private static List<BigDecimal> logarithmic(double min, double max) {
    int from = exponent(min);
    int to = exponent(max);
    if (to - from <= DECADES_WITH_STEPS) {
      return steps(min, max);
    }
    int apart = Math.ceilDiv(to + 1 - from, MOST_POWERS);
    List<BigDecimal> ticks = new ArrayList<>(List.of(power(1, from)));
    while (ticks.getLast().doubleValue() < max) {
      ticks.add(ticks.getLast().scaleByPowerOfTen(apart));
    }
    return List.copyOf(ticks);
  }

  /// From the last step that is not above `min` to the first that is not below `max`; always two.
  private static List<BigDecimal> steps(double min, double max) {
    BigDecimal low = power(1, exponent(min));
    List<BigDecimal> ticks = new ArrayList<>();
    for (int index = 0; ; index++) {
      BigDecimal tick =
          low.multiply(BigDecimal.valueOf(STEPS[index % 3])).scaleByPowerOfTen(index / 3);
      if (tick.doubleValue() <= min) {
        ticks.clear();
      }
      ticks.add(tick);
      if (tick.doubleValue() >= max && ticks.size() >= 2) {
        return List.copyOf(ticks);
      }
    }
  }

  private static BigDecimal atLeast(double value) {
    int exponent = exponent(value);
    for (int step : STEPS) {
      if (power(step, exponent).doubleValue() >= value) {
        return power(step, exponent);
      }
    }
    return power(1, exponent + 1);
  }

  /// Of the highest power of ten that is not above the value.
  private static int exponent(double value) {
    int exponent = (int) Math.floor(Math.log10(value));
    return power(1, exponent).doubleValue() > value ? exponent - 1 : exponent;
  }

  private static BigDecimal power(int factor, int exponent) {
    return BigDecimal.valueOf(factor).scaleByPowerOfTen(exponent);
  }
}
