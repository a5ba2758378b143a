package dev.peal.out.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.session.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/// Members from the process's own memory, filled from Redis, filled from the store. Whether they
/// are the latest is not decided here: the ledger compares their version with its own. What does
/// not exist is not remembered, so that it is found as soon as it does.
///
/// Redis is only a cache: while it is away, members come from the store. Those of a direct
/// conversation stand in its name; only whether they have accounts is asked ([KnownAccounts]).
///
/// Bounded: in memory by the members of all conversations together, in Redis by an expiry of
/// [#EXPIRY]. Thread-safe; blocks. Loads of one conversation happen one after another under a lock
/// of its own, which is there while somebody loads, so that a hot group is loaded once, a slow load
/// from before a change cannot overwrite a reload from after it, and no other group waits for it.
public final class RedisMemberDirectory implements MemberDirectory {

  private static final Logger log = LoggerFactory.getLogger(RedisMemberDirectory.class);
  private static final Duration EXPIRY = Duration.ofHours(1);
  private static final int ENTRY_WEIGHT = 16;

  private final RedisConnections connections;
  private final GroupStore groups;
  private final KnownAccounts known;
  private final Cache<ConversationId, Entry> cache;
  private final ConcurrentHashMap<ConversationId, Loading> loads = new ConcurrentHashMap<>();

  /// Members, and when the read of them began, on the clock of [System#nanoTime].
  private record Entry(Members members, long readNanos, boolean fromStore) {}

  /// `cachedMembers` bounds the memory: members of all its conversations together, each
  /// conversation counting [#ENTRY_WEIGHT] more for itself.
  public RedisMemberDirectory(
      RedisConnections connections, GroupStore groups, AccountStore accounts, long cachedMembers) {
    if (cachedMembers < 1) {
      throw new IllegalArgumentException(
          "members.cached: " + cachedMembers + " (expected: 1 or more)");
    }
    this.connections = connections;
    this.groups = groups;
    this.known = new KnownAccounts(connections, accounts);
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(cachedMembers)
            .weigher((ConversationId ignored, Entry entry) -> ENTRY_WEIGHT + entry.members().size())
            .build();
  }

  @Override
  public Optional<Members> cached(ConversationId conversation) {
    if (conversation instanceof ConversationId.Direct direct) {
      return known.remembers(direct.low()) && known.remembers(direct.high())
          ? Optional.of(Members.of(direct))
          : Optional.empty();
    }
    return Optional.ofNullable(cache.getIfPresent(conversation)).map(Entry::members);
  }

  @Override
  public Optional<Members> members(ConversationId conversation) {
    if (conversation instanceof ConversationId.Direct direct) {
      return ofDirect(direct);
    }
    Entry cached = cache.getIfPresent(conversation);
    if (cached != null) {
      return Optional.of(cached.members());
    }
    return locked(
        conversation,
        () -> {
          Entry loadedMeanwhile = cache.getIfPresent(conversation);
          if (loadedMeanwhile != null) {
            return Optional.of(loadedMeanwhile.members());
          }
          Members shared = shared(conversation);
          if (shared == null) {
            return load(conversation);
          }
          cache.put(conversation, new Entry(shared, System.nanoTime(), false));
          return Optional.of(shared);
        });
  }

  @Override
  public Optional<Members> reload(ConversationId conversation) {
    if (conversation instanceof ConversationId.Direct direct) {
      return ofDirect(direct);
    }
    long askedNanos = System.nanoTime();
    return locked(
        conversation,
        () -> {
          Entry entry = cache.getIfPresent(conversation);
          // What another caller began to read after this call was made is as good.
          return entry != null && entry.fromStore() && entry.readNanos() - askedNanos > 0
              ? Optional.of(entry.members())
              : load(conversation);
        });
  }

  private Optional<Members> ofDirect(ConversationId.Direct direct) {
    return known.exist(users(direct)) ? Optional.of(Members.of(direct)) : Optional.empty();
  }

  private static List<UserId> users(ConversationId.Direct direct) {
    return Stream.of(direct.low(), direct.high()).distinct().toList();
  }

  /// A lock of one conversation, and how many hold it or wait for it.
  private static final class Loading {
    private final ReentrantLock lock = new ReentrantLock();
    private int callers;
  }

  private <T> T locked(ConversationId conversation, Supplier<T> work) {
    Loading loading =
        Objects.requireNonNull(
            loads.compute(
                conversation,
                (id, present) -> {
                  Loading one = present == null ? new Loading() : present;
                  one.callers++;
                  return one;
                }));
    try {
      loading.lock.lock();
      try {
        return work.get();
      } finally {
        loading.lock.unlock();
      }
    } finally {
      loads.computeIfPresent(
          conversation, (id, present) -> --present.callers == 0 ? null : present);
    }
  }

  /// Reads the store, and lets the caches know. Under the conversation's lock.
  private Optional<Members> load(ConversationId conversation) {
    long readNanos = System.nanoTime();
    Optional<Members> members =
        switch (conversation) {
          case ConversationId.Group(var group) -> groups.members(group);
          case ConversationId.Direct direct -> ofDirect(direct);
        };
    if (members.isPresent()) {
      cache.put(conversation, new Entry(members.get(), readNanos, true));
    } else {
      cache.invalidate(conversation);
    }
    if (conversation instanceof ConversationId.Group) {
      share(conversation, members);
    }
    return members;
  }

  private @Nullable Members shared(ConversationId conversation) {
    if (conversation instanceof ConversationId.Direct) {
      return null;
    }
    try {
      Object value = connections.run(Command.of(Protocol.Command.GET, key(conversation)));
      return value instanceof byte[] bytes ? MembersCodec.decode(bytes) : null;
    } catch (StoreUnavailable away) {
      log.debug("Members are read from the store: {}", away.getMessage());
      return null;
    }
  }

  private void share(ConversationId conversation, Optional<Members> members) {
    try {
      connections.run(
          members
              .map(known ->
                  KeepMembersScript.command(
                      key(conversation), MembersCodec.encode(known), EXPIRY.toSeconds()))
              .orElseGet(() -> Command.of(Protocol.Command.DEL, key(conversation))));
    } catch (StoreUnavailable away) {
      log.debug("Members are not shared: {}", away.getMessage());
    }
  }

  private String key(ConversationId conversation) {
    return connections.key("m:" + conversation);
  }
}
