package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Members from the store, each time. Stateless, thread-safe; blocks.
final class StoredMembers implements MemberDirectory {

  private final GroupStore groups;
  private final AccountStore accounts;

  StoredMembers(GroupStore groups, AccountStore accounts) {
    this.groups = groups;
    this.accounts = accounts;
  }

  @Override
  public Optional<Members> members(ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Group(var group) -> groups.members(group);
      case ConversationId.Direct direct ->
          haveAccounts(direct) ? Optional.of(Members.of(direct)) : Optional.empty();
    };
  }

  @Override
  public Optional<Members> reload(ConversationId conversation) {
    return members(conversation);
  }

  private boolean haveAccounts(ConversationId.Direct direct) {
    List<UserId> users = Stream.of(direct.low(), direct.high()).distinct().toList();
    return accounts.byIds(users).size() == users.size();
  }
}
