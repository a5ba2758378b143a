package dev.peal.application.groups;

import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.Invalid;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.IdSource;
import dev.peal.domain.account.Checked;
import dev.peal.domain.account.Name;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupLimits;
import dev.peal.domain.group.GroupRules;
import dev.peal.domain.group.GroupRules.Decision;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Makes groups and changes them: loads what [GroupRules] need to decide, and leaves the rest to
/// [ChangeCommitter]. How a repeated call is recognised:
///
/// | call | by |
/// |---|---|
/// | create | nothing: it makes a second group |
/// | add, remove, rename, role | the group being as wanted |
/// | hand over | the new owner being the owner |
/// | leave, remove oneself | the actor having been a member |
/// | dismiss | the actor being the last owner of the dismissed group |
///
/// Dismissing removes all members in one commit, whose notice goes to all of them. Since the
/// directory does not know the group any more by the time the notice is posted, no later message
/// can follow it.
///
/// Thread-safe; blocks.
public final class ChangeGroupService implements ChangeGroup {

  private final GroupStore groups;
  private final AccountStore accounts;
  private final IdSource ids;
  private final Clock clock;
  private final ChangeCommitter committer;
  private final GroupLimits limits;

  public ChangeGroupService(
      GroupStore groups,
      AccountStore accounts,
      IdSource ids,
      Clock clock,
      ChangeCommitter committer,
      GroupLimits limits) {
    this.groups = groups;
    this.accounts = accounts;
    this.ids = ids;
    this.clock = clock;
    this.committer = committer;
    this.limits = limits;
  }

  @Override
  public GroupOutcome create(UserId creator, String name, List<UserId> members) {
    return switch (Name.of("name", name)) {
      case Checked.Broken<Name> broken -> refused(broken);
      case Checked.Valid<Name>(Name checked) ->
          switch (GroupRules.initialMembers("members", creator, members, limits.members())) {
            case Checked.Broken<List<UserId>> broken -> refused(broken);
            case Checked.Valid<List<UserId>>(List<UserId> others) ->
                unknown(others).orElseGet(() -> create(creator, checked, others));
          };
    };
  }

  private GroupOutcome create(UserId creator, Name name, List<UserId> others) {
    if (accounts.byIds(List.of(creator)).isEmpty()) {
      return new GroupOutcome.Forbidden("User " + creator + " has no account here.");
    }
    Optional<Decision.Conflict> tooMany =
        inTooMany(Stream.concat(Stream.of(creator), others.stream()));
    if (tooMany.isPresent()) {
      return new GroupOutcome.Conflict(tooMany.get().why());
    }
    GroupId id = new GroupId(ids.next(IdSource.Kind.GROUP));
    Active group = new Active(id, name, creator, 1, others.size() + 1);
    return committer.create(group, others, clock.wallMillis());
  }

  @Override
  public GroupOutcome add(UserId actor, GroupId group, List<UserId> members) {
    return switch (GroupRules.newcomers("members", members, limits.members())) {
      case Checked.Broken<List<UserId>> broken -> refused(broken);
      case Checked.Valid<List<UserId>>(List<UserId> asked) ->
          unknown(asked)
              .orElseGet(() ->
                  committer.change(
                      actor,
                      group,
                      (state, role) ->
                          unlessInTooMany(
                              GroupRules.add(state, role, notIn(group, asked), limits.members()))));
    };
  }

  @Override
  public GroupOutcome remove(UserId actor, GroupId group, UserId member) {
    GroupOutcome outcome =
        committer.change(
            actor,
            group,
            (state, role) -> GroupRules.remove(actor, role, member, role(group, member)));
    return actor.equals(member) ? unlessDeparted(outcome, actor, group) : outcome;
  }

  @Override
  public GroupOutcome leave(UserId actor, GroupId group) {
    GroupOutcome outcome =
        committer.change(actor, group, (state, role) -> GroupRules.leave(actor, role));
    return unlessDeparted(outcome, actor, group);
  }

  @Override
  public GroupOutcome rename(UserId actor, GroupId group, String name) {
    return switch (Name.of("name", name)) {
      case Checked.Broken<Name> broken -> refused(broken);
      case Checked.Valid<Name>(Name checked) ->
          committer.change(actor, group, (state, role) -> GroupRules.rename(state, role, checked));
    };
  }

  @Override
  public GroupOutcome changeRole(UserId actor, GroupId group, UserId member, Role wanted) {
    return committer.change(
        actor,
        group,
        (state, role) -> GroupRules.changeRole(role, member, role(group, member), wanted));
  }

  @Override
  public GroupOutcome handOver(UserId actor, GroupId group, UserId newOwner) {
    return committer.change(
        actor,
        group,
        (state, role) -> GroupRules.handOver(state, actor, newOwner, role(group, newOwner)));
  }

  @Override
  public GroupOutcome dismiss(UserId actor, GroupId group) {
    GroupOutcome outcome =
        committer.change(actor, group, (state, role) -> GroupRules.dismiss(role, all(group)));
    return outcome instanceof GroupOutcome.NoSuchGroup
            && groups.find(group).orElse(null) instanceof GroupState.Dismissed dismissed
            && dismissed.owner().equals(actor)
        ? committer.repeated(group, dismissed.version())
        : outcome;
  }

  /// `outcome`, unless the actor is told that there is no such group though he was in it once: then
  /// he has left already.
  private GroupOutcome unlessDeparted(GroupOutcome outcome, UserId actor, GroupId group) {
    if (outcome instanceof GroupOutcome.NoSuchGroup) {
      OptionalLong departed = groups.departedAt(group, actor);
      if (departed.isPresent()) {
        return committer.repeated(group, departed.getAsLong());
      }
    }
    return outcome;
  }

  private Optional<Role> role(GroupId group, UserId user) {
    return Optional.ofNullable(groups.roles(group, List.of(user)).get(user));
  }

  private List<UserId> notIn(GroupId group, List<UserId> users) {
    Map<UserId, Role> roles = groups.roles(group, users);
    return users.stream().filter(user -> !roles.containsKey(user)).toList();
  }

  private List<UserId> all(GroupId group) {
    return groups
        .members(group)
        .map(members -> LongStream.of(members.toArray()).mapToObj(UserId::new).toList())
        .orElse(List.of());
  }

  private Decision unlessInTooMany(Decision decision) {
    return decision instanceof Decision.Allowed(GroupChange.Added(List<UserId> users))
        ? inTooMany(users.stream()).<Decision>map(tooMany -> tooMany).orElse(decision)
        : decision;
  }

  /// A refusal that names the first of `users` who is in as many groups as he may be.
  private Optional<Decision.Conflict> inTooMany(Stream<UserId> users) {
    return users
        .filter(user -> groups.isInAsManyAs(user, limits.perUser()))
        .findFirst()
        .map(user -> GroupRules.inTooManyGroups(user, limits.perUser()));
  }

  /// A refusal that names the first of `users` who has no account.
  private Optional<GroupOutcome> unknown(List<UserId> users) {
    Set<UserId> known = new HashSet<>();
    accounts.byIds(users).forEach(profile -> known.add(profile.id()));
    return users.stream()
        .filter(user -> !known.contains(user))
        .findFirst()
        .map(user ->
            new GroupOutcome.Refused(
                new Invalid("members", "members: " + user + " (expected: ids of accounts)")));
  }

  private static GroupOutcome refused(Checked.Broken<?> broken) {
    return new GroupOutcome.Refused(new Invalid(broken.field(), broken.sentence()));
  }
}
