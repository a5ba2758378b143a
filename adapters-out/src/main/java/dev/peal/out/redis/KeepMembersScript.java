package dev.peal.out.redis;

import java.util.List;

/// Keeps the members of a conversation unless newer ones are there.
///
/// - **KEYS** 1: where they are kept.
/// - **ARGV** 1: members as [MembersCodec] writes them; 2: seconds after which they are forgotten.
/// - **Answer**: 1 if kept, else 0.
final class KeepMembersScript {

  private static final Script SCRIPT =
      Script.of(
          """
          local digits = %d
          local version = redis.call('GETRANGE', KEYS[1], 0, digits - 1)
          if #version == digits and version > string.sub(ARGV[1], 1, digits) then return 0 end
          redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
          return 1
          """
              .formatted(MembersCodec.VERSION_DIGITS));

  private KeepMembersScript() {}

  static Command command(String key, byte[] members, long seconds) {
    return Command.script(SCRIPT, List.of(key)).with(members).with(seconds);
  }
}
