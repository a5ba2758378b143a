package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.MemberDirectory;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Members from Redis, filled from the store: one string a group, asked for with every message.
/// Direct conversations are not kept. Stateless, thread-safe; blocks.
final class CachedMembers implements MemberDirectory {

  /// KEYS: the group. ARGV: version, ids with commas between. An older version never takes the
  /// place of a newer one.
  private static final String KEEP =
      """
      local known = redis.call('HGET', KEYS[1], 'version')
      if not known or tonumber(known) <= tonumber(ARGV[1]) then
        redis.call('HSET', KEYS[1], 'version', ARGV[1], 'members', ARGV[2])
      end
      return 1
      """;

  private final RoadRedis redis;
  private final MemberDirectory store;

  CachedMembers(RoadRedis redis, MemberDirectory store) {
    this.redis = redis;
    this.store = store;
  }

  @Override
  public Optional<Members> members(ConversationId conversation) {
    if (conversation instanceof ConversationId.Direct) {
      return store.members(conversation);
    }
    List<String> known =
        redis.run("members", client -> client.hmget(key(conversation), "version", "members"));
    if (known.get(0) == null) {
      return reload(conversation);
    }
    long[] ids = Arrays.stream(known.get(1).split(",")).mapToLong(Long::parseLong).toArray();
    return Optional.of(Members.of(Long.parseLong(known.get(0)), ids));
  }

  @Override
  public Optional<Members> reload(ConversationId conversation) {
    Optional<Members> members = store.reload(conversation);
    if (conversation instanceof ConversationId.Group) {
      keep(conversation, members);
    }
    return members;
  }

  private void keep(ConversationId conversation, Optional<Members> members) {
    String key = key(conversation);
    if (members.isEmpty()) {
      var _ = redis.run("forget members", client -> client.del(key));
      return;
    }
    String ids =
        LongStream.of(members.get().toArray())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(","));
    List<String> arguments = List.of(Long.toString(members.get().version()), ids);
    var _ = redis.run("keep members", client -> client.eval(KEEP, List.of(key), arguments));
  }

  private String key(ConversationId conversation) {
    return redis.key("members:" + conversation);
  }
}
