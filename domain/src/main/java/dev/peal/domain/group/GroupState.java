package dev.peal.domain.group;

import dev.peal.domain.account.Name;
import dev.peal.domain.session.UserId;

/// A group as it stands after its last change. `version` starts at 1 and rises by one with every
/// change, that of dismissing it included.
public sealed interface GroupState {

  GroupId id();

  UserId owner();

  long version();

  /// A group that people can post to; its owner counts as a member.
  record Active(GroupId id, Name name, UserId owner, long version, int memberCount)
      implements GroupState {}

  /// A group that is no more. Its last owner is remembered, so that he may ask again.
  record Dismissed(GroupId id, UserId owner, long version) implements GroupState {}
}
