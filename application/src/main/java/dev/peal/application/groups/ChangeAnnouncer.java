package dev.peal.application.groups;

import dev.peal.application.port.in.PostNotice;
import dev.peal.application.port.out.GroupStore.Notice;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.GroupId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a committed change hold for messages, and tells of it (rule 15). In this order:
///
/// 1. The ledger learns the version: from here on no message is allotted to older members.
/// 2. The directory reloads, so that the next message need not find out by being refused.
/// 3. The notices that wait in the outbox are posted in order of version, those of earlier changes
///    that failed halfway among them. Each is forgotten once it is in the journal.
///
/// Every step may be repeated, and a crash anywhere leaves the notice in the outbox, so that
/// whoever comes next, a repeated call or the sweep, does it all again. Stateless.
public final class ChangeAnnouncer {

  /// Notices of one group that may wait; past it the group takes no change.
  static final int MAX_WAITING = 64;

  private static final Logger log = LoggerFactory.getLogger(ChangeAnnouncer.class);

  private final SequenceLedger ledger;
  private final MemberDirectory directory;
  private final NoticeOutbox outbox;
  private final PostNotice postNotice;

  public ChangeAnnouncer(
      SequenceLedger ledger,
      MemberDirectory directory,
      NoticeOutbox outbox,
      PostNotice postNotice) {
    this.ledger = ledger;
    this.directory = directory;
    this.outbox = outbox;
    this.postNotice = postNotice;
  }

  /// Announces all that is committed of a group, whose version in the store is `version`. False
  /// when a notice could not be posted now: then the change holds all the same, and its notice
  /// waits.
  boolean announce(GroupId group, long version) {
    ConversationId conversation = new ConversationId.Group(group);
    List<Notice> waiting = outbox.waiting(group, MAX_WAITING);
    // Another node may have committed a later change and not raised its version yet. Its notice
    // must not be posted to the members from before it, so what is raised is what was read above.
    long latest = waiting.isEmpty() ? version : waiting.getLast().change().version();
    ledger.raiseVersion(conversation, Math.max(version, latest));
    directory.reload(conversation);
    for (Notice notice : waiting) {
      switch (postNotice.post(conversation, notice.actor(), notice.change(), notice.alsoTo())) {
        case PostNotice.Outcome.Posted ignored -> outbox.posted(group, notice.change().version());
        case PostNotice.Outcome.TryAgain(String why, long retryAfterMillis) -> {
          log.warn(
              "The notice of version {} of group {} waits: {} (again in {} ms at the earliest)",
              notice.change().version(),
              group,
              why,
              retryAfterMillis);
          return false;
        }
      }
    }
    return true;
  }

  /// Whether the outbox takes one more notice of the group.
  boolean hasRoom(GroupId group) {
    List<Notice> waiting = outbox.waiting(group, MAX_WAITING);
    return waiting.size() < MAX_WAITING;
  }
}
