package dev.peal.domain.group;

import dev.peal.domain.account.Name;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.session.UserId;
import java.util.List;

/// One change of a group, allowed by [GroupRules] and complete in itself.
public sealed interface GroupChange {

  /// New members, at least one, all with the role of a plain member.
  record Added(List<UserId> users) implements GroupChange {
    public Added {
      users = List.copyOf(users);
    }
  }

  /// A member was taken out by another.
  record Removed(UserId user) implements GroupChange {}

  /// A member went.
  record Left(UserId user) implements GroupChange {}

  record Renamed(Name name) implements GroupChange {}

  /// `role` is admin or member.
  record RoleChanged(UserId user, Role role) implements GroupChange {}

  /// `from` is an admin afterwards.
  record OwnerChanged(UserId from, UserId to) implements GroupChange {}

  /// `members` are all who were in it, the owner among them.
  record Dismissed(List<UserId> members) implements GroupChange {
    public Dismissed {
      members = List.copyOf(members);
    }
  }

  /// The group after this change.
  default GroupState applyTo(Active group) {
    int count = group.memberCount();
    return switch (this) {
      case Added(List<UserId> users) ->
          next(group, group.name(), group.owner(), count + users.size());
      case Removed ignored -> next(group, group.name(), group.owner(), count - 1);
      case Left ignored -> next(group, group.name(), group.owner(), count - 1);
      case Renamed(Name name) -> next(group, name, group.owner(), count);
      case RoleChanged ignored -> next(group, group.name(), group.owner(), count);
      case OwnerChanged(UserId ignored, UserId to) -> next(group, group.name(), to, count);
      case Dismissed ignored ->
          new GroupState.Dismissed(group.id(), group.owner(), group.version() + 1);
    };
  }

  private static Active next(Active before, Name name, UserId owner, int memberCount) {
    return new Active(before.id(), name, owner, before.version() + 1, memberCount);
  }

  /// Those whom the change concerns; none for a change of the group as a whole.
  default List<UserId> concerned() {
    return switch (this) {
      case Added(List<UserId> users) -> users;
      case Removed(UserId user) -> List.of(user);
      case Left(UserId user) -> List.of(user);
      case Renamed ignored -> List.of();
      case RoleChanged(UserId user, Role ignored) -> List.of(user);
      case OwnerChanged(UserId ignored, UserId to) -> List.of(to);
      case Dismissed ignored -> List.of();
    };
  }

  /// Those who were members before and are not after.
  default List<UserId> departed() {
    return switch (this) {
      case Added ignored -> List.of();
      case Removed(UserId user) -> List.of(user);
      case Left(UserId user) -> List.of(user);
      case Renamed ignored -> List.of();
      case RoleChanged ignored -> List.of();
      case OwnerChanged ignored -> List.of();
      case Dismissed(List<UserId> members) -> members;
    };
  }
}
