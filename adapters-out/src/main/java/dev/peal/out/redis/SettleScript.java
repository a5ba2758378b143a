package dev.peal.out.redis;

import java.util.List;

/// Marks sends of one bucket as done that are remembered as pending at exactly these positions;
/// others, and those forgotten, stay as they are. Harmless at any time and repeatedly.
///
/// - **KEYS** 1, 2: the slices of sends, whose names tell the epoch.
/// - **ARGV**: for each send its field and its position.
/// - **Answer**: how many were marked.
final class SettleScript {

  private static final Script SCRIPT =
      Script.of(
          """
          local marked = 0
          for i = 1, #ARGV, 2 do
            for s = 1, 2 do
              local value = redis.call('HGET', KEYS[s], ARGV[i])
              if value and string.match(value, '^P(%d+) ') == ARGV[i + 1] then
                redis.call('HSET', KEYS[s], ARGV[i], 'D' .. string.sub(value, 2))
                marked = marked + 1
              end
            end
          end
          return marked
          """);

  private SettleScript() {}

  static Command command(Names names, int bucket, long epoch) {
    return Command.script(
        SCRIPT, List.of(names.slice(bucket, epoch, 0), names.slice(bucket, epoch, 1)));
  }
}
