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
/// @param deafAfter how long confirmed ticks may take to come out of a queue before it is taken up
///   anew
/// @param prefetchBytes `rabbitmq.prefetch-bytes`, of all that is here and not acknowledged, of all
///   queues together; while there is more, nothing is read
public record RabbitConsumerSettings(
    int prefetch,
    int records,
    long rows,
    long bytes,
    Duration tick,
    Duration deafAfter,
    long prefetchBytes) {

  private static final long PREFETCH_BYTES = 128L << 20;
  private static final Duration DEAF_AFTER = Duration.ofSeconds(15);

  public RabbitConsumerSettings {
    require("rabbitmq.prefetch", prefetch, 1, 1_000);
    require("journal persist-records", records, 1, 1_000);
    require("journal persist-rows", rows, 1, 10_000_000);
    require("journal persist-bytes", bytes, 1 << 10, 1L << 30);
    require("journal tick (in ms)", tick.toMillis(), 10, 60_000);
    require("how long ticks may take (in ms)", deafAfter.toMillis(), 100, 600_000);
    require("rabbitmq.prefetch-bytes", prefetchBytes, 1 << 20, 1L << 40);
  }

  /// With the usual time for ticks to come out.
  public RabbitConsumerSettings(int prefetch, int records, long rows, long bytes, Duration tick) {
    this(prefetch, records, rows, bytes, tick, DEAF_AFTER, PREFETCH_BYTES);
  }

  /// The same with another time for ticks to come out.
  public RabbitConsumerSettings withDeafAfter(Duration other) {
    return new RabbitConsumerSettings(prefetch, records, rows, bytes, tick, other, prefetchBytes);
  }

  /// The same with another bound of bytes.
  public RabbitConsumerSettings withPrefetchBytes(long other) {
    return new RabbitConsumerSettings(prefetch, records, rows, bytes, tick, deafAfter, other);
  }

  /// The same with portions so often halved, down to a single record.
  RabbitConsumerSettings halved(int times) {
    return new RabbitConsumerSettings(
        prefetch,
        Math.max(1, records >> times),
        Math.max(1, rows >> times),
        Math.max(1 << 10, bytes >> times),
        tick,
        deafAfter,
        prefetchBytes);
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
