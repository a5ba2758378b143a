package dev.peal.application.port.in;

import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;

/// Reads groups as one of their members may.
public interface FindGroups {

  /// How many members or groups may be asked for at once.
  int MAX_LIMIT = 1_000;

  /// Groups of `user` with ids above `after`, at most `limit` (1 to [#MAX_LIMIT]), in order of id.
  GroupPage of(UserId user, long after, int limit);

  /// Nothing when there is no such group or `user` is not a member.
  Optional<Group> byId(UserId user, GroupId group);

  /// Members with ids above `after`, at most `limit` (1 to [#MAX_LIMIT]), in order of id; nothing
  /// when there is no such group or `user` is not a member.
  Optional<MemberPage> members(UserId user, GroupId group, long after, int limit);

  /// A part of the groups of a user.
  record GroupPage(List<Group> groups, boolean more) {
    public GroupPage {
      groups = List.copyOf(groups);
    }
  }

  /// A part of the members of a group.
  record MemberPage(List<Member> members, boolean more) {
    public MemberPage {
      members = List.copyOf(members);
    }
  }

  /// One member of a group.
  record Member(Account account, Role role, boolean online) {}
}
