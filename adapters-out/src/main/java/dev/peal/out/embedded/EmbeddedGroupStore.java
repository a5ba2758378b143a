package dev.peal.out.embedded;

import dev.peal.application.port.out.GroupStore;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import dev.peal.out.embedded.EmbeddedStore.Changes;
import dev.peal.out.record.v1.GroupRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;

/// Groups in the embedded store. A change is one synced write over all families that it touches.
///
/// Thread-safe: changes of a group, and reads that need its record and its members to match, hold
/// one of a fixed number of locks; other reads hold none.
public final class EmbeddedGroupStore implements GroupStore {

  private static final int STRIPES = 256;

  private final EmbeddedStore store;
  private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

  /// The store stays its caller's to close.
  public EmbeddedGroupStore(EmbeddedStore store) {
    this.store = store;
    for (int i = 0; i < STRIPES; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  @Override
  public void create(Active group, List<UserId> members, Notice notice, long createdAtMillis) {
    GroupId id = group.id();
    ReentrantLock lock = lock(id);
    try (Changes changes = store.changes()) {
      putMember(changes, id, group.owner(), Role.OWNER);
      members.forEach(user -> putMember(changes, id, user, Role.MEMBER));
      putGroup(changes, group, group.name().value(), createdAtMillis, notice);
      store.write(changes, true);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean commit(Active before, GroupChange change, Notice notice) {
    GroupId id = before.id();
    ReentrantLock lock = lock(id);
    try (Changes changes = store.changes()) {
      Optional<GroupRecord> stands = record(id).filter(record -> isAt(before, record));
      if (stands.isEmpty()) {
        return false;
      }
      GroupState after = change.applyTo(before);
      String name = after instanceof Active active ? active.name().value() : before.name().value();
      putMembers(changes, id, change, after.version());
      putGroup(changes, after, name, stands.get().getCreatedAtMs(), notice);
      store.write(changes, true);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isAt(Active before, GroupRecord record) {
    return !record.getDismissed() && record.getVersion() == before.version();
  }

  private static void putGroup(
      Changes changes, GroupState group, String name, long createdAtMillis, Notice notice) {
    long id = group.id().value();
    changes.put(Family.GROUP, Keys.number(id), GroupRecords.group(group, name, createdAtMillis));
    changes.put(
        Family.GROUP_NOTICE, Keys.pair(id, notice.change().version()), GroupRecords.notice(notice));
  }

  private static void putMembers(Changes changes, GroupId id, GroupChange change, long version) {
    switch (change) {
      case GroupChange.Added(List<UserId> users) ->
          users.forEach(user -> putMember(changes, id, user, Role.MEMBER));
      case GroupChange.Removed(UserId user) -> putDeparted(changes, id, user, version);
      case GroupChange.Left(UserId user) -> putDeparted(changes, id, user, version);
      case GroupChange.Renamed ignored -> {}
      case GroupChange.RoleChanged(UserId user, Role role) -> putMember(changes, id, user, role);
      case GroupChange.OwnerChanged(UserId from, UserId to) -> {
        putMember(changes, id, from, Role.ADMIN);
        putMember(changes, id, to, Role.OWNER);
      }
      case GroupChange.Dismissed(List<UserId> members) ->
          members.forEach(user -> deleteMember(changes, id, user));
    }
  }

  private static void putMember(Changes changes, GroupId group, UserId user, Role role) {
    changes.put(
        Family.GROUP_MEMBER, Keys.pair(group.value(), user.value()), GroupRecords.role(role));
    changes.put(Family.MEMBERSHIP, Keys.pair(user.value(), group.value()), new byte[0]);
    changes.delete(Family.FORMER_MEMBER, Keys.pair(group.value(), user.value()));
  }

  private static void putDeparted(Changes changes, GroupId group, UserId user, long version) {
    deleteMember(changes, group, user);
    changes.put(Family.FORMER_MEMBER, Keys.pair(group.value(), user.value()), Keys.number(version));
  }

  private static void deleteMember(Changes changes, GroupId group, UserId user) {
    changes.delete(Family.GROUP_MEMBER, Keys.pair(group.value(), user.value()));
    changes.delete(Family.MEMBERSHIP, Keys.pair(user.value(), group.value()));
  }

  @Override
  public Optional<GroupState> find(GroupId group) {
    return record(group).map(record -> GroupRecords.state(group, record));
  }

  @Override
  public Optional<Members> members(GroupId group) {
    ReentrantLock lock = lock(group);
    try {
      Optional<GroupRecord> record = record(group).filter(found -> !found.getDismissed());
      if (record.isEmpty()) {
        return Optional.empty();
      }
      LongStream.Builder users = LongStream.builder();
      Scan.above(
          store,
          Family.GROUP_MEMBER,
          group.value(),
          0,
          (user, role) -> {
            users.add(user);
            return true;
          });
      return Optional.of(Members.of(record.get().getVersion(), users.build().toArray()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<UserId, Role> roles(GroupId group, List<UserId> users) {
    Map<UserId, Role> roles = new HashMap<>();
    for (UserId user : users) {
      byte[] role = store.get(Family.GROUP_MEMBER, Keys.pair(group.value(), user.value()));
      if (role != null) {
        roles.put(user, GroupRecords.role(role));
      }
    }
    return roles;
  }

  @Override
  public OptionalLong departedAt(GroupId group, UserId user) {
    byte[] version = store.get(Family.FORMER_MEMBER, Keys.pair(group.value(), user.value()));
    return version == null ? OptionalLong.empty() : OptionalLong.of(Keys.number(version, 0));
  }

  @Override
  public List<Member> membersAbove(GroupId group, long after, int limit) {
    List<Member> members = new ArrayList<>();
    Scan.above(
        store,
        Family.GROUP_MEMBER,
        group.value(),
        after,
        (user, role) -> {
          members.add(new Member(new UserId(user), GroupRecords.role(role)));
          return members.size() < limit;
        });
    return members;
  }

  @Override
  public List<Membership> membershipsOf(UserId user, long after, int limit) {
    List<Membership> memberships = new ArrayList<>();
    Scan.above(
        store,
        Family.MEMBERSHIP,
        user.value(),
        after,
        (group, ignored) -> {
          GroupId id = new GroupId(group);
          // The role last: nobody is shown what a group became after they had left it.
          Optional<GroupState> found = find(id);
          Role role = roles(id, List.of(user)).get(user);
          if (role != null && found.orElse(null) instanceof Active active) {
            memberships.add(new Membership(active, role));
          }
          return memberships.size() < limit;
        });
    return memberships;
  }

  @Override
  public boolean isInAsManyAs(UserId user, int count) {
    AtomicInteger seen = new AtomicInteger();
    Scan.above(
        store,
        Family.MEMBERSHIP,
        user.value(),
        0,
        (group, ignored) -> seen.incrementAndGet() < count);
    return seen.get() >= count;
  }

  private Optional<GroupRecord> record(GroupId group) {
    byte[] value = store.get(Family.GROUP, Keys.number(group.value()));
    return value == null ? Optional.empty() : Optional.of(GroupRecords.group(group, value));
  }

  /// The lock of a group, held.
  private ReentrantLock lock(GroupId group) {
    ReentrantLock lock = locks[(int) (group.value() % STRIPES)];
    lock.lock();
    return lock;
  }
}
