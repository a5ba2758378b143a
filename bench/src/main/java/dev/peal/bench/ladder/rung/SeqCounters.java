package dev.peal.bench.ladder.rung;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A counter a user in Redis, from which seqs are taken. Thread-safe; blocks.
sealed interface SeqCounters {

  /// Takes `count` seqs in a row for each user and returns the first of each.
  long[] take(long[] users, long count);

  /// One command a user, each waiting for the one before.
  record OneByOne(RoadRedis redis) implements SeqCounters {
    @Override
    public long[] take(long[] users, long count) {
      long[] first = new long[users.length];
      for (int i = 0; i < users.length; i++) {
        String key = redis.key("seq:" + users[i]);
        first[i] = redis.run("seq", client -> client.incrBy(key, count)) - count + 1;
      }
      return first;
    }
  }

  /// One script for up to [#USERS_A_CALL] users.
  record Scripted(RoadRedis redis) implements SeqCounters {
    private static final int USERS_A_CALL = 1_000;

    /// KEYS: a counter each. ARGV: how many. Returns the counters after it.
    private static final String SCRIPT =
        """
        local after = {}
        for i, key in ipairs(KEYS) do
          after[i] = redis.call('INCRBY', key, ARGV[1])
        end
        return after
        """;

    @Override
    public long[] take(long[] users, long count) {
      long[] first = new long[users.length];
      for (int from = 0; from < users.length; from += USERS_A_CALL) {
        int to = Math.min(users.length, from + USERS_A_CALL);
        List<?> after = call(Arrays.copyOfRange(users, from, to), count);
        for (int i = from; i < to; i++) {
          first[i] = (Long) after.get(i - from) - count + 1;
        }
      }
      return first;
    }

    private List<?> call(long[] users, long count) {
      List<String> keys = new ArrayList<>(users.length);
      for (long user : users) {
        keys.add(redis.key("seq:" + user));
      }
      List<String> arguments = Collections.singletonList(Long.toString(count));
      return (List<?>) redis.run("seqs", client -> client.eval(SCRIPT, keys, arguments));
    }
  }
}
