package dev.peal.out.security;

import java.time.Duration;

/// How long a token is good, and whom it is for: nodes that accept each other's tokens share the
/// audience and the [SigningSecret].
public record TokenSettings(Duration ttl, String audience) {

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofDays(3_650);
  private static final int MAX_AUDIENCE = 100;

  public TokenSettings {
    if (ttl.compareTo(LEAST) < 0 || ttl.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "auth.token-ttl: " + ttl + " (expected: " + LEAST + " to " + MOST + ")");
    }
    if (audience.isBlank() || audience.length() > MAX_AUDIENCE) {
      throw new IllegalArgumentException(
          "auth.token-audience: "
              + audience.length()
              + " characters (expected: 1 to "
              + MAX_AUDIENCE
              + ")");
    }
  }

  /// Seven days, for `peal`.
  public static TokenSettings defaults() {
    return new TokenSettings(Duration.ofDays(7), "peal");
  }
}
