package dev.peal.application.port.out;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Reads inboxes.
public interface InboxReader {

  /// The stamp below which every allotment is decided: stored, or never to be stored. Read it
  /// before the rows that are to be judged by it.
  ///
  /// @throws StoreUnavailable a retry is safe
  long watermark();

  /// How long after its stamp, in the unit of stamps, a batch may still be stored.
  long grace();

  /// Rows above `afterSeq` in order of seq, at most `limit` and about `maxBytes` of bodies, but at
  /// least one when there is one.
  ///
  /// @throws StoreUnavailable a retry is safe
  Rows rowsAbove(UserId user, long afterSeq, int limit, int maxBytes);

  /// The highest seq that has a row; 0 when there is none.
  ///
  /// @throws StoreUnavailable a retry is safe
  long latestSeq(UserId user);

  /// A run of rows; `more` when there are rows above the last of them.
  record Rows(List<Row> rows, boolean more) {
    public Rows {
      rows = List.copyOf(rows);
    }
  }

  /// One inbox row with its message; `stamp` is the highest of its batch.
  record Row(long seq, long stamp, ConversationId conversation, Message message) {}
}
