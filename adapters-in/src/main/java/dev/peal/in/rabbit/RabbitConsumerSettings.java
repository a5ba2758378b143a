package dev.peal.in.rabbit;

import java.time.Duration;

/// How the journal is consumed. A wrong value is an `IllegalArgumentException` that names the key,
/// the value and what was expected.
///
/// @param prefetch `rabbitmq.prefetch`, messages of one queue that may be here and not
///   acknowledged; with the largest record they bound the memory that a queue takes. The same on
///   all nodes: see [Portion] for what happens otherwise
/// @param records `rabbitmq.persist-records`, of one queue, stored together at most
/// @param rows `rabbitmq.persist-rows`, inbox rows that those become; one record always fits
/// @param bytes `rabbitmq.persist-bytes`, of those records; one always fits
/// @param tick `rabbitmq.tick`, between two ticks of this node in a queue
public record RabbitConsumerSettings(
    int prefetch, int records, long rows, long bytes, Duration tick) {

  public RabbitConsumerSettings {
    require("rabbitmq.prefetch", prefetch, 1, 1_000);
    require("rabbitmq.persist-records", records, 1, 1_000);
    require("rabbitmq.persist-rows", rows, 1, 10_000_000);
    require("rabbitmq.persist-bytes", bytes, 1 << 10, 1L << 30);
    require("rabbitmq.tick (in ms)", tick.toMillis(), 10, 60_000);
  }

  public static RabbitConsumerSettings defaults() {
    return new RabbitConsumerSettings(100, 64, 100_000, 8L << 20, Duration.ofMillis(500));
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
