package dev.peal.bench.steady;

import java.util.ArrayList;
import java.util.List;

/// How far the rows were behind the accepted messages, sampled each second of a load.
///
/// @param messages accepted whose rows were not stored yet, one value a second; parts of a message
///   whose rows were stored in part
/// @param records batches in the journal, as the server counts them, one value a second
public record JournalLag(List<Double> messages, List<Long> records) {
  /// Growth below this part of the load is within what samples scatter.
  private static final double LEAST_SHARE = 0.01;

  /// As is a rise below what this many seconds of the load bring.
  private static final double LEAST_SECONDS = 0.5;

  private static final int LEAST_SAMPLES = 4;

  public JournalLag {
    messages = List.copyOf(messages);
    records = List.copyOf(records);
  }

  /// The slope of a line through the second half of the samples, by least squares, in messages a
  /// second; 0 for too few samples.
  public double slope() {
    List<Double> half = new ArrayList<>(messages.subList(messages.size() / 2, messages.size()));
    int count = half.size();
    if (count < LEAST_SAMPLES) {
      return 0;
    }
    double middle = (count - 1) / 2.0;
    double mean = half.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      products += (i - middle) * (half.get(i) - mean);
      squares += (i - middle) * (i - middle);
    }
    return products / squares;
  }

  /// Whether the journal grew under a load of so many messages a second: in the second half of the
  /// samples, rows fell behind by more than 1 % of the load, and in all of that half by more than
  /// half a second of it.
  public boolean grows(double rate) {
    double slope = slope();
    int half = messages.size() - messages.size() / 2;
    return slope > LEAST_SHARE * rate && slope * half > LEAST_SECONDS * rate;
  }

  /// The largest lag, in messages.
  public double most() {
    return messages.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
