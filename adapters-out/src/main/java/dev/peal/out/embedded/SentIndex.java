package dev.peal.out.embedded;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Which message a (sender, client id) became, kept for ever (promise P3).
final class SentIndex {

  static final long UNKNOWN_VERSION = -1;

  private final EmbeddedStore store;

  SentIndex(EmbeddedStore store) {
    this.store = store;
  }

  /// Where a message stands; `digest` is that of its body. Of the batch that wrote its row, the
  /// version of the members and the stamp; -1 and 0 for rows that were written before these were
  /// kept.
  record Sent(
      ConversationId conversation, long position, long digest, long membersVersion, long stamp) {}

  Optional<Sent> find(UserId sender, ClientMessageId clientId) {
    byte[] value = store.get(Family.SENT, Keys.named(sender.value(), clientId.value()));
    if (value == null) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    ConversationId conversation = Keys.conversation(bytes);
    long position = bytes.getLong();
    long digest = bytes.getLong();
    return Optional.of(
        bytes.hasRemaining()
            ? new Sent(conversation, position, digest, bytes.getLong(), bytes.getLong())
            : new Sent(conversation, position, digest, UNKNOWN_VERSION, 0));
  }

  /// A message that `batch` writes the row of.
  static Sent sent(Batch batch, Message message) {
    return new Sent(
        batch.conversation(),
        message.position(),
        BodyDigest.of(message.body()),
        batch.membersVersion(),
        batch.highestStamp());
  }

  static void put(EmbeddedStore.Changes changes, Message message, Sent sent) {
    ByteBuffer value = ByteBuffer.allocate(Keys.CONVERSATION_BYTES + 4 * Long.BYTES);
    Keys.put(value, sent.conversation());
    value
        .putLong(sent.position())
        .putLong(sent.digest())
        .putLong(sent.membersVersion())
        .putLong(sent.stamp());
    changes.put(
        Family.SENT,
        Keys.named(message.sender().value(), message.clientId().value()),
        value.array());
  }
}
