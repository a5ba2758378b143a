package dev.peal.application.groups;

import dev.peal.application.port.out.GroupStore.Notice;
import dev.peal.domain.account.Name;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Body.MembershipChange;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.domain.session.UserId;
import java.util.List;

/// What is told of a change, and to whom beside the members.
final class Notices {

  private Notices() {}

  static Notice created(Active group, List<UserId> members) {
    return notice(Kind.CREATED, group.owner(), members, group.name(), group.version(), List.of());
  }

  /// The notice of a change that `actor` makes of `before`.
  static Notice of(UserId actor, Active before, GroupChange change) {
    Name name = change instanceof GroupChange.Renamed(Name changed) ? changed : before.name();
    return notice(
        kind(change), actor, change.concerned(), name, before.version() + 1, change.departed());
  }

  private static Notice notice(
      Kind kind, UserId actor, List<UserId> users, Name name, long version, List<UserId> alsoTo) {
    List<Long> ids = users.stream().map(UserId::value).toList();
    return new Notice(
        actor, new MembershipChange(kind, actor.value(), ids, name.value(), version), alsoTo);
  }

  private static Kind kind(GroupChange change) {
    return switch (change) {
      case GroupChange.Added ignored -> Kind.ADDED;
      case GroupChange.Removed ignored -> Kind.REMOVED;
      case GroupChange.Left ignored -> Kind.LEFT;
      case GroupChange.Renamed ignored -> Kind.RENAMED;
      case GroupChange.RoleChanged ignored -> Kind.ROLE_CHANGED;
      case GroupChange.OwnerChanged ignored -> Kind.OWNER_CHANGED;
      case GroupChange.Dismissed ignored -> Kind.DISMISSED;
    };
  }
}
