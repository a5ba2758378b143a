package dev.peal.application.port.in;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.sequence.SeqRange;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Reads a user's inbox from a seq on (promise P6).
public interface SyncInbox {

  /// Entries a page has at most.
  int MAX_LIMIT = 1000;

  /// The part of the inbox above `after`: at most `limit` entries (1 to [#MAX_LIMIT]), and fewer
  /// when their bodies are large.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  Page page(UserId user, long after, int limit);

  /// The highest seq of the inbox that is stored; 0 when it is empty.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  long latestSeq(UserId user);

  /// Entries in order of seq; `dead` are seqs between `after` and the last entry that no message
  /// has or will ever have, `pending` those not decided yet. `more` when entries above these are
  /// stored.
  record Page(
      long after,
      List<Entry> entries,
      List<SeqRange> dead,
      List<SeqRange> pending,
      boolean more,
      long latestSeq) {
    public Page {
      entries = List.copyOf(entries);
      dead = List.copyOf(dead);
      pending = List.copyOf(pending);
    }

    /// The seq up to which a client can resolve everything with this page: to the first hole that
    /// is not decided. Not above `after` when there is nothing, or nothing decided.
    public long resolvable() {
      if (!pending.isEmpty()) {
        return pending.getFirst().first() - 1;
      }
      return entries.isEmpty() ? after : entries.getLast().seq();
    }
  }

  /// One entry of an inbox.
  record Entry(long seq, ConversationId conversation, Message message) {}
}
