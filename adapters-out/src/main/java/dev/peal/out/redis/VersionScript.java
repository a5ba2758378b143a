package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings.Bucket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Raises the membership version of a conversation, never lowers it.
///
/// A bucket that does not know the version, as after a new epoch, takes none that may be older than
/// MySQL's: it says so, and has to be asked again with one that was read *after that*, for the
/// epoch of which it said so.
///
/// - **KEYS** 1: the bucket's hash.
/// - **ARGV** 1: time in µs; 2: epoch; 3: field of the version; 4: version; 5: `1` if the version
///   may be put where there is none.
/// - **Answer**: `{'S', version}` as it stands; `{'V'}`, `{'R', 1}` or `{'W', opening}` as
///   [AllotScript] says it, and nothing changed.
final class VersionScript {

  private static final Script SCRIPT =
      Script.of(
          Script.REIGN,
          """
          local v = redis.call('HMGET', KEYS[1], 'r', 'o', ARGV[3])
          if v[1] ~= ARGV[2] .. '/' .. reign() then return {'R', 1} end
          local opens = tonumber(v[2])
          if opens > 0 and tonumber(ARGV[1]) <= opens then return {'W', opens} end
          if not v[3] and ARGV[5] ~= '1' then return {'V'} end
          local version, had = tonumber(ARGV[4]), tonumber(v[3] or -1)
          if had >= version then return {'S', had} end
          redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
          return {'S', version}
          """);

  private VersionScript() {}

  static Command command(
      Names names, Bucket bucket, String field, long nowMicros, long version, boolean fill) {
    return Command.script(SCRIPT, List.of(names.bucket(bucket.index())))
        .with(nowMicros)
        .with(bucket.epoch())
        .with(field)
        .with(version)
        .with(fill ? 1 : 0);
  }

  static AllotReply read(@Nullable Object answer, int bucket) {
    List<?> reply = Replies.list(answer);
    return switch (Replies.text(reply.getFirst())) {
      case "S" -> new AllotReply.Stale(Replies.number(reply.get(1)));
      case "V" -> new AllotReply.NoVersion();
      case "R" -> new AllotReply.Refused(List.of(bucket));
      case "W" -> new AllotReply.NotOpen(Replies.number(reply.get(1)));
      default -> throw new IllegalStateException("answer of the script: unknown");
    };
  }
}
