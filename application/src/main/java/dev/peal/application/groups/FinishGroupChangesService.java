package dev.peal.application.groups;

import dev.peal.application.port.in.FinishGroupChanges;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.domain.group.GroupId;
import java.util.List;

/// The sweep over what changes left unannounced. Stateless.
public final class FinishGroupChangesService implements FinishGroupChanges {

  private static final int PAGE = 200;

  /// So many groups in a row whose notice is not taken mean that none will be now; each may have
  /// cost the whole wait for a confirm.
  private static final int HOPELESS = 8;

  private final GroupStore groups;
  private final NoticeOutbox outbox;
  private final ChangeAnnouncer announcer;
  private final GroupLocks locks;

  public FinishGroupChangesService(
      GroupStore groups, NoticeOutbox outbox, ChangeAnnouncer announcer, GroupLocks locks) {
    this.groups = groups;
    this.outbox = outbox;
    this.announcer = announcer;
    this.locks = locks;
  }

  @Override
  public boolean finish() {
    boolean all = true;
    int failedInARow = 0;
    long after = 0;
    List<GroupId> page = outbox.groupsWaiting(after, PAGE);
    while (!page.isEmpty()) {
      for (GroupId group : page) {
        boolean finished = finished(group);
        all &= finished;
        failedInARow = finished ? 0 : failedInARow + 1;
        if (failedInARow == HOPELESS) {
          return false;
        }
        after = group.value();
      }
      page = outbox.groupsWaiting(after, PAGE);
    }
    return all;
  }

  private boolean finished(GroupId group) {
    return locks.holding(
        group,
        () ->
            groups
                .find(group)
                .map(state -> announcer.announce(group, state.version()))
                .orElse(true));
  }
}
