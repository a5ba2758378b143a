package dev.peal.out.redis;

import java.time.Duration;

/// What the ledger's promises are timed by.
///
/// - `rememberSends`: how long Redis remembers which (sender, client id) has which position, at
///   least; up to twice as long. A resend after that is looked for in MySQL.
/// - `clockSkew`: by how much clocks of two servers may differ.
/// - `failoverWindow`: how much longer than that an old primary may take writes after a new one
///   does: what `min-replicas-max-lag` and `cluster-node-timeout` come to; nothing for a Redis
///   without replicas.
/// - `confirmTimeout`: how long a batch may wait for the journal, the same as where it is posted.
public record LedgerSettings(
    Duration rememberSends, Duration clockSkew, Duration failoverWindow, Duration confirmTimeout) {

  /// How many numbers of a bucket are made durable at a time.
  static final long CEILING_STEP = 100_000;

  private static final Duration DEFAULT_CLUSTER_WINDOW = Duration.ofSeconds(15);

  public LedgerSettings {
    require("redis.remember-sends", rememberSends, Duration.ofSeconds(1), Duration.ofDays(7));
    require("cluster.clock-skew", clockSkew, Duration.ofMillis(1), Duration.ofMinutes(1));
    require("redis.failover-window", failoverWindow, Duration.ZERO, Duration.ofMinutes(10));
    require(
        "posting.confirm-timeout", confirmTimeout, Duration.ofMillis(1), Duration.ofMinutes(10));
  }

  /// Defaults, which differ between a lone Redis and a Redis Cluster.
  public static LedgerSettings defaults(RedisSettings redis) {
    return new LedgerSettings(
        Duration.ofHours(1),
        Duration.ofSeconds(1),
        redis.cluster() ? DEFAULT_CLUSTER_WINDOW : Duration.ZERO,
        Duration.ofSeconds(10));
  }

  private static void require(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }

  long rememberMicros() {
    return micros(rememberSends);
  }

  /// How long after now a new epoch opens.
  long openingMicros() {
    return micros(failoverWindow.plus(clockSkew));
  }

  /// How long after its stamp a batch may still be stored.
  long graceMicros() {
    return micros(confirmTimeout.plus(clockSkew));
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
