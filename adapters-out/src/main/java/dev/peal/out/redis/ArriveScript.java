package dev.peal.out.redis;

import java.util.List;
import java.util.Locale;

/// Notes a session of a user's device unless a later one stands there. Repeating it keeps it alive.
///
/// - **KEYS** 1: the user's hash; a field a device, its value the session in [#SESSION_DIGITS]
///   digits, the second since 1970 at which it is forgotten in 10, and the node.
/// - **ARGV** 1: device; 2: session in digits; 3: node; 4: seconds until it is forgotten.
/// - **Answer**: what stood there before, or nothing. Devices of which nothing was heard for so
///   long are removed.
final class ArriveScript {

  static final int SESSION_DIGITS = 19;

  private static final Script SCRIPT =
      Script.of(
          """
          local now = tonumber(redis.call('TIME')[1])
          local all = redis.call('HGETALL', KEYS[1])
          local before = false
          for i = 1, #all, 2 do
            local ends = tonumber(string.sub(all[i + 1], 20, 29)) or 0
            if ends < now then
              redis.call('HDEL', KEYS[1], all[i])
            elseif all[i] == ARGV[1] then
              before = all[i + 1]
            end
          end
          if before and string.sub(before, 1, 19) > ARGV[2] then return before end
          redis.call('HSET', KEYS[1], ARGV[1],
              string.format('%s%010.0f%s', ARGV[2], now + ARGV[4], ARGV[3]))
          redis.call('EXPIRE', KEYS[1], ARGV[4])
          return before
          """);

  private ArriveScript() {}

  static Command command(String key, String device, long session, String node, long seconds) {
    return Command.script(SCRIPT, List.of(key))
        .with(device)
        .with(digits(session))
        .with(node)
        .with(seconds);
  }

  static String digits(long session) {
    return String.format(Locale.ROOT, "%0" + SESSION_DIGITS + "d", session);
  }
}
