package dev.peal.client;

import java.time.Duration;

/// When a client acknowledges what it has received.
///
/// @param mostUnacknowledged seqs after which it acknowledges at once, at least 1
/// @param delay how long the first unacknowledged seq waits otherwise: between half of it and all
///   of it, at random
public record AckSettings(int mostUnacknowledged, Duration delay) {
  public AckSettings {
    Require.atLeast("mostUnacknowledged", mostUnacknowledged, 1);
    Require.notNegative("delay", delay);
  }

  /// 1,024 seqs or one second.
  public static AckSettings standard() {
    return new AckSettings(1_024, Duration.ofSeconds(1));
  }
}
