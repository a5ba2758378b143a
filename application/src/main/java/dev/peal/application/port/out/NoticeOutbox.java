package dev.peal.application.port.out;

import dev.peal.domain.group.GroupId;
import java.util.List;

/// The notices of group changes that are not known to be in the journal yet, as the [GroupStore]
/// committed them. Thread-safe.
public interface NoticeOutbox {

  /// The notices of one group that wait, in order of version, at most `limit`.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<GroupStore.Notice> waiting(GroupId group, int limit);

  /// Groups with ids above `after` of which a notice waits, in order of id, at most `limit`.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<GroupId> groupsWaiting(long after, int limit);

  /// Forgets the notice of one version, which has been posted. A crash may bring it back: posting
  /// is safe to repeat.
  ///
  /// @throws StoreUnavailable a retry is safe
  void posted(GroupId group, long version);
}
