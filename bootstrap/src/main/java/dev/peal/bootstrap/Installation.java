package dev.peal.bootstrap;

import dev.peal.out.redis.RedisSettings;
import dev.peal.rabbit.RabbitSettings;
import java.util.Arrays;
import java.util.HexFormat;

/// Names what belongs to one database, so that nothing of a database that was dropped is taken for
/// something of the one that was made in its place: numbers in Redis, records in the journal.
///
/// @param id eight hexadecimal digits, the same on all nodes
public record Installation(String id) {

  /// The name of the random bytes.
  static final String SECRET = "installation";

  private static final int ID_BYTES = 4;

  /// Named after random bytes that are kept in the database.
  static Installation of(byte[] random) {
    return new Installation(HexFormat.of().formatHex(Arrays.copyOf(random, ID_BYTES)));
  }

  /// The same settings, with keys of this installation.
  public RedisSettings named(RedisSettings redis) {
    return new RedisSettings(
        redis.addresses(),
        redis.credentials(),
        redis.tls(),
        redis.poolSize(),
        redis.timeout(),
        redis.namespace() + "-" + id);
  }

  /// The same settings, with queues of this installation.
  public RabbitSettings named(RabbitSettings rabbit) {
    return rabbit.withQueues(rabbit.queues() + "-" + id, rabbit.queueType());
  }
}
