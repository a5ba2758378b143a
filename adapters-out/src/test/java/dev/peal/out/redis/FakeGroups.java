package dev.peal.out.redis;

import dev.peal.application.port.out.GroupStore;
import dev.peal.domain.account.Name;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// Groups of which only the versions are kept; asking for anything else is an error. Thread-safe.
final class FakeGroups implements GroupStore {

  private final Map<Long, Long> versions = new ConcurrentHashMap<>();
  private volatile Runnable afterFind = () -> {};

  void version(long group, long version) {
    versions.put(group, version);
  }

  /// What happens whenever a group was looked for, after it was read.
  void afterFind(Runnable happens) {
    afterFind = happens;
  }

  @Override
  public Optional<GroupState> find(GroupId group) {
    Long found = versions.get(group.value());
    afterFind.run();
    return Optional.ofNullable(found)
        .map(version ->
            new GroupState.Active(group, new Name("a group"), new UserId(1), version, 3));
  }

  @Override
  public void create(
      GroupState.Active group, List<UserId> members, Notice notice, long createdAtMillis) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean commit(GroupState.Active before, GroupChange change, Notice notice) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Members> members(GroupId group) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<UserId, Role> roles(GroupId group, List<UserId> users) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalLong departedAt(GroupId group, UserId user) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Member> membersAbove(GroupId group, long after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Membership> membershipsOf(UserId user, long after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isInAsManyAs(UserId user, int count) {
    throw new UnsupportedOperationException();
  }
}
