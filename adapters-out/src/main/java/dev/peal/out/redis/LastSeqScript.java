package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings.Bucket;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads the last seq that was given to a user.
///
/// It does not wait for the opening: what was given in earlier epochs is at or below the floor.
///
/// - **KEYS** 1: the bucket's hash.
/// - **ARGV** 1: epoch; 2: field of the seq.
/// - **Answer**: the seq, or the floor where there is none; -1 if the bucket is missing, of another
///   epoch, or of another reign.
final class LastSeqScript {

  private static final Script SCRIPT =
      Script.of(
          Script.REIGN,
          """
          local v = redis.call('HMGET', KEYS[1], 'r', 'f', ARGV[2])
          if v[1] ~= ARGV[1] .. '/' .. reign() then return -1 end
          return tonumber(v[3] or v[2])
          """);

  private LastSeqScript() {}

  static Command command(Names names, Bucket bucket, String field) {
    return Command.script(SCRIPT, List.of(names.bucket(bucket.index())))
        .with(bucket.epoch())
        .with(field);
  }

  /// Nothing when the bucket is not what the caller took it for.
  static OptionalLong read(@Nullable Object answer) {
    long seq = Replies.number(answer);
    return seq < 0 ? OptionalLong.empty() : OptionalLong.of(seq);
  }
}
