package dev.peal.out.embedded;

import dev.peal.application.port.out.GroupStore.Notice;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.domain.group.GroupId;
import java.util.ArrayList;
import java.util.List;

/// The notices that [EmbeddedGroupStore] committed. Stateless, thread-safe.
public final class EmbeddedNoticeOutbox implements NoticeOutbox {

  private final EmbeddedStore store;

  /// The store stays its caller's to close.
  public EmbeddedNoticeOutbox(EmbeddedStore store) {
    this.store = store;
  }

  @Override
  public List<Notice> waiting(GroupId group, int limit) {
    List<Notice> notices = new ArrayList<>();
    Scan.above(
        store,
        Family.GROUP_NOTICE,
        group.value(),
        0,
        (version, value) -> {
          notices.add(GroupRecords.notice(group, value));
          return notices.size() < limit;
        });
    return notices;
  }

  @Override
  public List<GroupId> groupsWaiting(long after, int limit) {
    List<GroupId> groups = new ArrayList<>();
    try (KeyIterator iterator = store.iterator(Family.GROUP_NOTICE)) {
      iterator.seek(Keys.pair(after + 1, 0));
      while (iterator.isValid() && groups.size() < limit) {
        long group = Keys.number(iterator.key(), 0);
        groups.add(new GroupId(group));
        iterator.seek(Keys.pair(group + 1, 0));
      }
    }
    return groups;
  }

  /// Not synced: a notice that a crash brings back is posted again, once more without effect.
  @Override
  public void posted(GroupId group, long version) {
    try (EmbeddedStore.Changes changes = store.changes()) {
      changes.delete(Family.GROUP_NOTICE, Keys.pair(group.value(), version));
      store.write(changes, false);
    }
  }
}
