package dev.peal.out.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Members from the process's own memory, filled from the stores; weighed by how many they are.
/// What does not exist is not remembered, so that it is found as soon as it does.
///
/// Thread-safe. All reads of the store for one conversation happen one after another inside the
/// cache, so that a slow read from before a change cannot overwrite a reload from after it.
public final class EmbeddedMemberDirectory implements MemberDirectory {

  /// Enough for 400 groups of 5,000, at eight bytes each.
  public static final long DEFAULT_CACHED_MEMBERS = 2_000_000;

  private static final int ENTRY_WEIGHT = 16;

  private final GroupStore groups;
  private final AccountStore accounts;
  private final Cache<ConversationId, @Nullable Members> cache;

  /// `cachedMembers` bounds the cache: members of all its conversations together, each conversation
  /// counting [#ENTRY_WEIGHT] more for itself.
  public EmbeddedMemberDirectory(GroupStore groups, AccountStore accounts, long cachedMembers) {
    if (cachedMembers < 1) {
      throw new IllegalArgumentException(
          "members.cached: " + cachedMembers + " (expected: 1 or more)");
    }
    this.groups = groups;
    this.accounts = accounts;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(cachedMembers)
            .weigher((ConversationId ignored, Members members) -> ENTRY_WEIGHT + members.size())
            .build();
  }

  @Override
  public Optional<Members> cached(ConversationId conversation) {
    return Optional.ofNullable(cache.getIfPresent(conversation));
  }

  @Override
  public Optional<Members> members(ConversationId conversation) {
    return Optional.ofNullable(cache.get(conversation, this::load));
  }

  @Override
  public Optional<Members> reload(ConversationId conversation) {
    return Optional.ofNullable(cache.asMap().compute(conversation, (id, ignored) -> load(id)));
  }

  private @Nullable Members load(ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Group(var group) -> groups.members(group).orElse(null);
      case ConversationId.Direct direct -> haveAccounts(direct) ? Members.of(direct) : null;
    };
  }

  private boolean haveAccounts(ConversationId.Direct direct) {
    List<UserId> users = Stream.of(direct.low(), direct.high()).distinct().toList();
    return accounts.byIds(users).size() == users.size();
  }
}
