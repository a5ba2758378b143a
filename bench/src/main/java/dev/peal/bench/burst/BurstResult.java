package dev.peal.bench.burst;

import java.util.List;

/// What a run of bursts showed. Times are in milliseconds; arrays have one value a round, the first
/// round included. Percentiles are of the rounds after the first one, which is shown by itself,
/// since server and clients run cold in it; with one round they are of that one.
///
/// @param settings what was asked for
/// @param rounds how many were run: fewer than asked for when one did not complete
/// @param received pushes at members other than the sender, and acks at senders
/// @param rowsLandedMillis from the first send until the store counted all rows of the round;
///   counting begins when the last delivery has come, so as not to load the server before
/// @param serverRssMb the server's resident memory at the end
public record BurstResult(
    BurstSettings settings,
    int rounds,
    long received,
    long duplicates,
    long outOfOrder,
    long rowsStored,
    List<Double> roundMillis,
    List<Double> rowsLandedMillis,
    double deliveryP50Millis,
    double deliveryP99Millis,
    double serverRssMb) {
  public BurstResult {
    roundMillis = List.copyOf(roundMillis);
    rowsLandedMillis = List.copyOf(rowsLandedMillis);
  }

  public long expected() {
    return rounds * settings.deliveriesPerRound();
  }

  public long lost() {
    return Math.max(0, expected() - received);
  }

  public long rowsExpected() {
    return rounds * settings.rowsPerRound();
  }

  /// Whether all rounds were run, and nothing was lost, doubled or out of order at the clients or
  /// in the store.
  public boolean isClean() {
    return rounds == settings.rounds()
        && received == expected()
        && duplicates == 0
        && outOfOrder == 0
        && rowsStored == rowsExpected();
  }

  /// The values of the rounds that percentiles are of.
  public static double[] warm(List<Double> ofRounds) {
    return ofRounds.stream()
        .skip(ofRounds.size() > 1 ? 1 : 0)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /// The value of the first round, NaN when there is none.
  public static double first(List<Double> ofRounds) {
    return ofRounds.isEmpty() ? Double.NaN : ofRounds.getFirst();
  }
}
