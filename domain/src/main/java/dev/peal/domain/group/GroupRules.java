package dev.peal.domain.group;

import dev.peal.domain.account.Checked;
import dev.peal.domain.account.Name;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.session.UserId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may change what in a group. The actor is a member in every question asked here: to others a
/// group does not exist.
///
/// | | owner | admin | member |
/// |---|---|---|---|
/// | add members, rename | yes | yes | no |
/// | remove | anyone else | plain members | nobody |
/// | leave | after handing over | yes | yes |
/// | set roles, hand over, dismiss | yes | no | no |
public final class GroupRules {

  private GroupRules() {}

  /// What a rule says of an intended change.
  public sealed interface Decision {
    record Allowed(GroupChange change) implements Decision {}

    /// The group is already as wanted.
    record AlreadySo() implements Decision {}

    /// The actor's role does not allow it.
    record Forbidden(String why) implements Decision {}

    /// The state of the group does not allow it.
    record Conflict(String why) implements Decision {}

    /// The wish itself makes no sense; see [Checked.Broken].
    record Invalid(String field, String sentence) implements Decision {}
  }

  /// The members that a creator asks for, each once and without himself.
  public static Checked<List<UserId>> initialMembers(
      String field, UserId creator, List<UserId> asked, int maxMembers) {
    Set<UserId> members = new LinkedHashSet<>(asked);
    members.remove(creator);
    if (members.size() > maxMembers - 1) {
      return tooMany(field, members.size(), maxMembers - 1);
    }
    return new Checked.Valid<>(List.copyOf(members));
  }

  /// The users that somebody asks to add, each once.
  public static Checked<List<UserId>> newcomers(String field, List<UserId> asked, int maxMembers) {
    Set<UserId> users = new LinkedHashSet<>(asked);
    if (users.isEmpty()) {
      return new Checked.Broken<>(field, field + ": none (expected: at least one id)");
    }
    if (users.size() > maxMembers) {
      return tooMany(field, users.size(), maxMembers);
    }
    return new Checked.Valid<>(List.copyOf(users));
  }

  private static Checked<List<UserId>> tooMany(String field, int found, int most) {
    return new Checked.Broken<>(
        field, field + ": " + found + " ids (expected: at most " + most + ")");
  }

  /// `newcomers` are those asked for who are not members yet.
  public static Decision add(Active group, Role actor, List<UserId> newcomers, int maxMembers) {
    if (actor == Role.MEMBER) {
      return new Decision.Forbidden("Only the owner and admins may add members.");
    }
    if (newcomers.isEmpty()) {
      return new Decision.AlreadySo();
    }
    if (group.memberCount() + newcomers.size() > maxMembers) {
      return new Decision.Conflict(
          "The group has "
              + group.memberCount()
              + " members and cannot take "
              + newcomers.size()
              + " more (expected: at most "
              + maxMembers
              + ").");
    }
    return new Decision.Allowed(new GroupChange.Added(newcomers));
  }

  /// The answer to making somebody a member who is in as many groups as he may be.
  public static Decision.Conflict inTooManyGroups(UserId user, int most) {
    return new Decision.Conflict(
        "User "
            + user
            + " is in as many groups as one user may be (expected: at most "
            + most
            + ").");
  }

  /// Removing oneself is leaving. `memberRole` is nothing when he is no member.
  public static Decision remove(
      UserId actor, Role actorRole, UserId member, Optional<Role> memberRole) {
    if (member.equals(actor)) {
      return leave(actor, actorRole);
    }
    if (actorRole == Role.MEMBER) {
      return new Decision.Forbidden("Only the owner and admins may remove members.");
    }
    if (memberRole.isEmpty()) {
      return new Decision.AlreadySo();
    }
    if (actorRole == Role.ADMIN && memberRole.get() != Role.MEMBER) {
      return new Decision.Forbidden("Only the owner may remove an admin, and nobody the owner.");
    }
    return new Decision.Allowed(new GroupChange.Removed(member));
  }

  public static Decision leave(UserId actor, Role role) {
    if (role == Role.OWNER) {
      return new Decision.Conflict(
          "The owner cannot leave before handing the group over or dismissing it.");
    }
    return new Decision.Allowed(new GroupChange.Left(actor));
  }

  public static Decision rename(Active group, Role actor, Name name) {
    if (actor == Role.MEMBER) {
      return new Decision.Forbidden("Only the owner and admins may rename the group.");
    }
    return group.name().equals(name)
        ? new Decision.AlreadySo()
        : new Decision.Allowed(new GroupChange.Renamed(name));
  }

  public static Decision changeRole(
      Role actor, UserId member, Optional<Role> memberRole, Role wanted) {
    if (wanted == Role.OWNER) {
      return new Decision.Invalid(
          "role", "role: owner (expected: admin or member; ownership is handed over)");
    }
    if (actor != Role.OWNER) {
      return new Decision.Forbidden("Only the owner may change roles.");
    }
    if (memberRole.isEmpty()) {
      return notAMember(member);
    }
    if (memberRole.get() == Role.OWNER) {
      return new Decision.Conflict("The owner's own role changes only by handing the group over.");
    }
    return memberRole.get() == wanted
        ? new Decision.AlreadySo()
        : new Decision.Allowed(new GroupChange.RoleChanged(member, wanted));
  }

  /// Asked by any member for the one who is the owner already, it is already so: this is how the
  /// former owner's second try looks.
  public static Decision handOver(
      Active group, UserId actor, UserId newOwner, Optional<Role> newOwnerRole) {
    if (group.owner().equals(newOwner)) {
      return new Decision.AlreadySo();
    }
    if (!group.owner().equals(actor)) {
      return new Decision.Forbidden("Only the owner may hand the group over.");
    }
    if (newOwnerRole.isEmpty()) {
      return notAMember(newOwner);
    }
    return new Decision.Allowed(new GroupChange.OwnerChanged(actor, newOwner));
  }

  /// `members` are all of the group.
  public static Decision dismiss(Role actor, List<UserId> members) {
    if (actor != Role.OWNER) {
      return new Decision.Forbidden("Only the owner may dismiss the group.");
    }
    return new Decision.Allowed(new GroupChange.Dismissed(members));
  }

  private static Decision notAMember(UserId user) {
    return new Decision.Conflict("User " + user + " is not a member of the group.");
  }
}
