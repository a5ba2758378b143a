package dev.peal.application.syncing;

import dev.peal.application.port.in.SyncInbox;
import dev.peal.application.port.out.InboxReader;
import dev.peal.domain.sequence.Holes;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Reads pages of an inbox and judges its holes.
public final class SyncInboxService implements SyncInbox {

  /// Bodies of a page, about.
  private static final int PAGE_BYTES = 512 << 10;

  private final InboxReader inbox;

  public SyncInboxService(InboxReader inbox) {
    this.inbox = inbox;
  }

  @Override
  public Page page(UserId user, long after, int limit) {
    // The watermark first: read after the rows, it might have passed a row that came in between.
    long watermark = inbox.watermark();
    InboxReader.Rows rows = inbox.rowsAbove(user, after, limit, PAGE_BYTES);
    List<InboxReader.Row> found = rows.rows();
    Holes holes =
        Holes.judge(
            after,
            found.stream().mapToLong(InboxReader.Row::seq).toArray(),
            found.stream().mapToLong(InboxReader.Row::stamp).toArray(),
            watermark,
            inbox.grace());
    long latest = rows.more() || found.isEmpty() ? inbox.latestSeq(user) : found.getLast().seq();
    return new Page(
        after,
        found.stream().map(row -> new Entry(row.seq(), row.conversation(), row.message())).toList(),
        holes.dead(),
        holes.pending(),
        rows.more(),
        latest);
  }

  @Override
  public long latestSeq(UserId user) {
    return inbox.latestSeq(user);
  }
}
