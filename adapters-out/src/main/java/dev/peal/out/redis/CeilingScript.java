package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings.Bucket;
import java.util.List;

/// Raises the ceiling of a bucket to what is durable already. Harmless at any time and repeatedly:
/// only for the same epoch, and only upwards.
///
/// - **KEYS** 1: the bucket's hash.
/// - **ARGV** 1: epoch; 2: ceiling.
/// - **Answer**: 1 when the bucket has this epoch, else 0.
final class CeilingScript {

  private static final Script SCRIPT =
      Script.of(
          """
          local v = redis.call('HMGET', KEYS[1], 'e', 'c')
          if v[1] ~= ARGV[1] then return 0 end
          if tonumber(v[2]) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], 'c', ARGV[2]) end
          return 1
          """);

  private CeilingScript() {}

  static Command command(Names names, Bucket bucket) {
    return Command.script(SCRIPT, List.of(names.bucket(bucket.index())))
        .with(bucket.epoch())
        .with(bucket.ceiling());
  }
}
