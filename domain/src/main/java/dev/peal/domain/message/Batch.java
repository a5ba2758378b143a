package dev.peal.domain.message;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.sequence.BucketEpochs;
import java.util.List;

/// Messages of one conversation posted together, and who gets them: what one record of the journal
/// holds. Message `i` has the seq `recipients.firstSeq(r) + i` in the inbox of recipient `r`.
///
/// Positions rise within a batch but need not be contiguous, since a message that is sent again
/// keeps its position. Stamps are the ledger's: the lowest and the highest given for this batch,
/// and `epochs` those under which it gave the numbers. `membersVersion` is that of the members they
/// were given to.
public record Batch(
    long id,
    ConversationId conversation,
    List<Message> messages,
    Recipients recipients,
    long lowestStamp,
    long highestStamp,
    long membersVersion,
    BucketEpochs epochs) {

  public Batch {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages: none (expected: at least one)");
    }
  }

  /// A batch whose members have no version, of a ledger without buckets.
  public Batch(
      long id,
      ConversationId conversation,
      List<Message> messages,
      Recipients recipients,
      long lowestStamp,
      long highestStamp) {
    this(id, conversation, messages, recipients, lowestStamp, highestStamp, 0, BucketEpochs.none());
  }

  /// Inbox rows that this batch becomes.
  public long rows() {
    return (long) messages.size() * recipients.size();
  }
}
