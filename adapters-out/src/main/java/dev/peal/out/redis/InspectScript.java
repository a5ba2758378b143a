package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings.Bucket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at one bucket as it stands in Redis.
///
/// - **KEYS** 1: the bucket's hash.
/// - **Answer**: the reign of the server; the epoch of the bucket, 0 when it is not there; 1 if it
///   was installed under this reign, else 0; its ceiling and opening, 0 when it is not there.
final class InspectScript {

  private static final Script SCRIPT =
      Script.of(
          Script.REIGN,
          """
          local v = redis.call('HMGET', KEYS[1], 'e', 'r', 'c', 'o')
          local me = reign()
          local home = v[1] and v[2] == v[1] .. '/' .. me
          return {me, tonumber(v[1] or 0), home and 1 or 0, tonumber(v[3] or 0), tonumber(v[4] or 0)}
          """);

  private InspectScript() {}

  /// What was seen. `reign` is that of the server; `atHome` says whether the bucket was installed
  /// under it.
  record Seen(String reign, long epoch, boolean atHome, long ceiling, long opensMicros) {}

  static Command command(Names names, Bucket bucket) {
    return Command.script(SCRIPT, List.of(names.bucket(bucket.index())));
  }

  static Seen read(@Nullable Object answer) {
    List<?> reply = Replies.list(answer);
    return new Seen(
        Replies.text(reply.get(0)),
        Replies.number(reply.get(1)),
        Replies.number(reply.get(2)) == 1,
        Replies.number(reply.get(3)),
        Replies.number(reply.get(4)));
  }
}
