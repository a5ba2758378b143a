package dev.peal.out.redis;

import java.util.List;

/// Removes a session of a user's device if it is the one that stands there.
///
/// - **KEYS** 1: the user's hash, as of [ArriveScript].
/// - **ARGV** 1: device; 2: session in digits.
/// - **Answer**: how many were removed.
final class DepartScript {

  private static final Script SCRIPT =
      Script.of(
          """
          local value = redis.call('HGET', KEYS[1], ARGV[1])
          if not value or string.sub(value, 1, 19) ~= ARGV[2] then return 0 end
          return redis.call('HDEL', KEYS[1], ARGV[1])
          """);

  private DepartScript() {}

  static Command command(String key, String device, long session) {
    return Command.script(SCRIPT, List.of(key)).with(device).with(ArriveScript.digits(session));
  }
}
