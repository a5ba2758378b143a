package dev.peal.application.groups;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.Group;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.domain.account.Profile;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads groups for their members. Stateless.
public final class FindGroupsService implements FindGroups {

  private final GroupStore groups;
  private final AccountStore accounts;
  private final PresenceRegistry presence;

  public FindGroupsService(GroupStore groups, AccountStore accounts, PresenceRegistry presence) {
    this.groups = groups;
    this.accounts = accounts;
    this.presence = presence;
  }

  @Override
  public GroupPage of(UserId user, long after, int limit) {
    requireLimit(limit);
    List<GroupStore.Membership> found = groups.membershipsOf(user, after, limit + 1);
    return new GroupPage(
        found.stream()
            .limit(limit)
            .map(membership -> shown(membership.group(), membership.role()))
            .toList(),
        found.size() > limit);
  }

  @Override
  public Optional<Group> byId(UserId user, GroupId group) {
    // The role last, which decides: nobody is shown what the group became after they had left.
    Optional<GroupState> found = groups.find(group);
    @Nullable Role role = groups.roles(group, List.of(user)).get(user);
    return role != null && found.orElse(null) instanceof Active active
        ? Optional.of(shown(active, role))
        : Optional.empty();
  }

  @Override
  public Optional<MemberPage> members(UserId user, GroupId group, long after, int limit) {
    requireLimit(limit);
    if (!isMember(user, group)) {
      return Optional.empty();
    }
    List<GroupStore.Member> found = groups.membersAbove(group, after, limit + 1);
    // Once more, which decides: nobody is shown who came after they had left.
    if (!isMember(user, group)) {
      return Optional.empty();
    }
    boolean more = found.size() > limit;
    return Optional.of(new MemberPage(shown(more ? found.subList(0, limit) : found), more));
  }

  private boolean isMember(UserId user, GroupId group) {
    return !groups.roles(group, List.of(user)).isEmpty();
  }

  private static void requireLimit(int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
  }

  private List<Member> shown(List<GroupStore.Member> members) {
    List<UserId> ids = members.stream().map(GroupStore.Member::user).toList();
    Set<UserId> online = new HashSet<>(presence.online(ids));
    Map<UserId, Profile> profiles = new HashMap<>();
    accounts.byIds(ids).forEach(profile -> profiles.put(profile.id(), profile));
    List<Member> shown = new ArrayList<>(members.size());
    for (GroupStore.Member member : members) {
      @Nullable Profile profile = profiles.get(member.user());
      if (profile != null) {
        shown.add(new Member(shown(profile), member.role(), online.contains(member.user())));
      }
    }
    return shown;
  }

  private static Account shown(Profile profile) {
    return new Account(profile.id(), profile.username().value(), profile.displayName().value());
  }

  private static Group shown(Active group, Role role) {
    return new Group(group.id(), group.name().value(), group.version(), role, group.memberCount());
  }
}
