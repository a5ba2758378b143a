package dev.peal.application.port.in;

import dev.peal.domain.group.GroupId;
import dev.peal.domain.session.UserId;
import java.util.List;

/// What came of a change of a group. A change that was already so is `Changed` too, at the version
/// that stands.
public sealed interface GroupOutcome {

  /// The change holds on every node. `users` are those whom it really concerned.
  record Changed(GroupId group, long version, List<UserId> users) implements GroupOutcome {
    public Changed {
      users = List.copyOf(users);
    }
  }

  /// There is no such group, or the actor is not a member of it and so must not know.
  record NoSuchGroup(long group) implements GroupOutcome {}

  /// The actor's role does not allow it; `why` is one sentence.
  record Forbidden(String why) implements GroupOutcome {}

  /// The state of the group does not allow it (the owner leaves, the group is full); `why` is one
  /// sentence.
  record Conflict(String why) implements GroupOutcome {}

  record Refused(Invalid invalid) implements GroupOutcome {}
}
