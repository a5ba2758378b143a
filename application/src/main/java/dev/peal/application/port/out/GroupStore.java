package dev.peal.application.port.out;

import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Body;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Keeps groups and their members. A change and its notice are kept together or not at all, so that
/// no crash leaves a change of which nobody is told; the notices wait in the [NoticeOutbox].
///
/// Reads see every commit that has returned. Thread-safe.
public interface GroupStore {

  /// Keeps a new group at the version of `group`, durable when this returns. `members` are all but
  /// the owner. Repeating it is harmless while nothing else has changed the group.
  ///
  /// @throws StoreUnavailable whether it was kept is unknown unless the exception says so
  void create(GroupState.Active group, List<UserId> members, Notice notice, long createdAtMillis);

  /// Makes a change, durable when this returns, if the group still stands at the version of
  /// `before`; false, and nothing changed, when it does not.
  ///
  /// @throws StoreUnavailable whether it was made is unknown unless the exception says so
  boolean commit(GroupState.Active before, GroupChange change, Notice notice);

  /// The group as it stands; nothing when there never was one of this id.
  ///
  /// @throws StoreUnavailable a retry is safe
  Optional<GroupState> find(GroupId group);

  /// All members of an active group together with the version at which they are that.
  ///
  /// @throws StoreUnavailable a retry is safe
  Optional<Members> members(GroupId group);

  /// The roles of those among `users` who are members of the group, if it is active.
  ///
  /// @throws StoreUnavailable a retry is safe
  Map<UserId, Role> roles(GroupId group, List<UserId> users);

  /// The version with which somebody who once was a member last ceased to be one, by leaving or by
  /// being removed; nothing for members, and for users who never were any.
  ///
  /// @throws StoreUnavailable a retry is safe
  OptionalLong departedAt(GroupId group, UserId user);

  /// Members with ids above `after`, at most `limit`, in order of id.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<Member> membersAbove(GroupId group, long after, int limit);

  /// The active groups of a user with ids above `after`, at most `limit`, in order of id.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<Membership> membershipsOf(UserId user, long after, int limit);

  /// Whether a user is in `count` active groups or more. Takes the longer the more he is in, up to
  /// `count`.
  ///
  /// @throws StoreUnavailable a retry is safe
  boolean isInAsManyAs(UserId user, int count);

  /// What is to be told of a change: see [dev.peal.application.port.in.PostNotice#post].
  record Notice(UserId actor, Body.MembershipChange change, List<UserId> alsoTo) {
    public Notice {
      alsoTo = List.copyOf(alsoTo);
    }
  }

  /// One member of a group.
  record Member(UserId user, Role role) {}

  /// One group of a user.
  record Membership(GroupState.Active group, Role role) {}
}
