package dev.peal.domain.message;

import dev.peal.domain.conversation.ConversationId;
import java.util.List;

/// Messages of one conversation posted together, and who gets them: what one record of the journal
/// holds. Message `i` has the seq `recipients.firstSeq(r) + i` in the inbox of recipient `r`.
///
/// Positions rise within a batch but need not be contiguous, since a message that is sent again
/// keeps its position. Stamps are the ledger's: the lowest and the highest given for this batch.
public record Batch(
    long id,
    ConversationId conversation,
    List<Message> messages,
    Recipients recipients,
    long lowestStamp,
    long highestStamp) {

  public Batch {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages: none (expected: at least one)");
    }
  }

  /// Inbox rows that this batch becomes.
  public long rows() {
    return (long) messages.size() * recipients.size();
  }
}
