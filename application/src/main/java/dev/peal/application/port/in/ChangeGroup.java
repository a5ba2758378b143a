package dev.peal.application.port.in;

import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Makes, changes and dismisses groups. When a call has answered `Changed`, the change is durable
/// and holds for every later message on every node (promise P8). Its notice is durable too; as a
/// rule it stands in the inboxes of those it concerns before the answer, and while the journal
/// takes nothing it gets there later (see [FinishGroupChanges]).
///
/// Every call but [#create] is safe to repeat, and finishes what an earlier one that failed halfway
/// left. A repeated create makes a second group.
///
/// Calls throw [dev.peal.application.port.out.StoreUnavailable] when a store does not answer.
public interface ChangeGroup {

  /// The creator becomes its owner and need not be in `members`.
  GroupOutcome create(UserId creator, String name, List<UserId> members);

  GroupOutcome add(UserId actor, GroupId group, List<UserId> members);

  GroupOutcome remove(UserId actor, GroupId group, UserId member);

  GroupOutcome leave(UserId actor, GroupId group);

  GroupOutcome rename(UserId actor, GroupId group, String name);

  /// `role` is admin or member; ownership moves with [#handOver].
  GroupOutcome changeRole(UserId actor, GroupId group, UserId member, Role role);

  GroupOutcome handOver(UserId actor, GroupId group, UserId newOwner);

  GroupOutcome dismiss(UserId actor, GroupId group);
}
