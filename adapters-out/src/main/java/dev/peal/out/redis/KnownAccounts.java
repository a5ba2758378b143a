package dev.peal.out.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.account.Profile;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/// Which accounts exist, which is all that has to be known of the members of a direct conversation:
/// their ids are its name. From the process's own memory, then from Redis, then from the store, so
/// that people who have been here before can write to each other while the store is away.
///
/// Only that an account exists is remembered; it never ceases to. That one does not exist would
/// have to be forgotten by all nodes when it is registered.
///
/// In Redis it is one bit each, 65,536 to a key (8 KiB). Whoever logs in is noted there along with
/// their presence. Bounded in memory by [#REMEMBERED]. Thread-safe; blocks.
final class KnownAccounts {

  private static final int REMEMBERED = 500_000;
  private static final int BITS = 16;

  private final RedisConnections connections;
  private final AccountStore accounts;
  private final Cache<UserId, Boolean> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  KnownAccounts(RedisConnections connections, AccountStore accounts) {
    this.connections = connections;
    this.accounts = accounts;
  }

  /// Notes in Redis that an account exists.
  static Command note(RedisConnections connections, UserId user) {
    return Command.of(Protocol.Command.SETBIT, key(connections, user)).with(offset(user)).with(1);
  }

  private static String key(RedisConnections connections, UserId user) {
    return connections.key("a:" + (user.value() >> BITS));
  }

  private static long offset(UserId user) {
    return user.value() & ((1 << BITS) - 1);
  }

  /// Whether the process itself knows that this one exists. Does not block.
  boolean remembers(UserId user) {
    return known.getIfPresent(user) != null;
  }

  /// Whether all of these exist.
  ///
  /// @throws StoreUnavailable a retry is safe
  boolean exist(List<UserId> users) {
    List<UserId> unknown = new ArrayList<>(users);
    unknown.removeIf(user -> known.getIfPresent(user) != null);
    unknown.removeAll(shared(unknown));
    if (!unknown.isEmpty()) {
      List<UserId> found = accounts.byIds(unknown).stream().map(Profile::id).toList();
      found.forEach(user -> known.put(user, true));
      share(found);
      unknown.removeAll(found);
    }
    return unknown.isEmpty();
  }

  /// Those that Redis knows of.
  private List<UserId> shared(List<UserId> users) {
    List<UserId> found = new ArrayList<>();
    if (users.isEmpty()) {
      return found;
    }
    try {
      @Nullable Object[] bits =
          connections.run(
              users.stream()
                  .map(user ->
                      Command.of(Protocol.Command.GETBIT, key(connections, user))
                          .with(offset(user)))
                  .toList());
      for (int i = 0; i < bits.length; i++) {
        if (bits[i] instanceof Long bit && bit == 1) {
          found.add(users.get(i));
        }
      }
    } catch (StoreUnavailable away) {
      return found;
    }
    found.forEach(user -> known.put(user, true));
    return found;
  }

  private void share(List<UserId> found) {
    if (found.isEmpty()) {
      return;
    }
    try {
      connections.run(found.stream().map(user -> note(connections, user)).toList());
    } catch (StoreUnavailable away) {
      // The store is asked again next time.
    }
  }
}
