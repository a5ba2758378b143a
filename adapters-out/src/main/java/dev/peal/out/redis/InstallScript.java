package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings.Bucket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings a new epoch of a bucket into Redis, wiping what there was. **Sent once**, by whoever
/// began the epoch: a second copy of the command, run after the first one's work was lost, would
/// give the same numbers again.
///
/// - **KEYS** 1: the bucket's hash. The slices of sends of the epoch that it replaces, whose names
///   only the hash tells, have the same hash tag.
/// - **ARGV** 1: the reign that was seen before the epoch was begun; 2: epoch; 3: floor; 4:
///   ceiling; 5: opening in µs.
/// - **Answer**: 1 if installed; 0, and nothing changed, when the server has another reign or the
///   bucket an epoch that is not lower.
final class InstallScript {

  private static final Script SCRIPT =
      Script.of(
          Script.REIGN,
          """
          if reign() ~= ARGV[1] then return 0 end
          local epoch = redis.call('HGET', KEYS[1], 'e')
          if epoch then
            if tonumber(epoch) >= tonumber(ARGV[2]) then return 0 end
            local sends = KEYS[1] .. ':s:' .. epoch
            redis.call('UNLINK', sends .. ':0', sends .. ':1')
          end
          redis.call('UNLINK', KEYS[1])
          redis.call('HSET', KEYS[1], 'e', ARGV[2], 'r', ARGV[2] .. '/' .. ARGV[1], 'f', ARGV[3], 'c', ARGV[4],
              'o', ARGV[5], 't', ARGV[5])
          return 1
          """);

  private InstallScript() {}

  static Command command(Names names, Bucket bucket, String reign) {
    return Command.script(SCRIPT, List.of(names.bucket(bucket.index())))
        .with(reign)
        .with(bucket.epoch())
        .with(bucket.floor())
        .with(bucket.ceiling())
        .with(bucket.opensMicros());
  }

  static boolean installed(@Nullable Object answer) {
    return Replies.number(answer) == 1;
  }
}
