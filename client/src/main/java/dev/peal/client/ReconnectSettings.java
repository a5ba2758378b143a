package dev.peal.client;

import java.time.Duration;

/// How a client comes back.
///
/// @param firstDelay the delay before attempt n is random between 0 and `firstDelay` × 2ⁿ
/// @param mostDelay the bound of that
/// @param openTimeout how long connecting, the WebSocket handshake and the login may take, each
public record ReconnectSettings(Duration firstDelay, Duration mostDelay, Duration openTimeout) {
  public ReconnectSettings {
    Require.notNegative("firstDelay", firstDelay);
    Require.notNegative("mostDelay", mostDelay);
    Require.notNegative("openTimeout", openTimeout);
  }

  /// From 250 ms on, at most 30 s; 10 s to open.
  public static ReconnectSettings standard() {
    return new ReconnectSettings(
        Duration.ofMillis(250), Duration.ofSeconds(30), Duration.ofSeconds(10));
  }
}
