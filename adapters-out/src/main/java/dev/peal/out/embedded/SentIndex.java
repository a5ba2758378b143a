package dev.peal.out.embedded;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Which message a (sender, client id) became, kept for ever (promise P3).
final class SentIndex {

  private final EmbeddedStore store;

  SentIndex(EmbeddedStore store) {
    this.store = store;
  }

  /// Where a message stands; `digest` is that of its body.
  record Sent(ConversationId conversation, long position, long digest) {}

  Optional<Sent> find(UserId sender, ClientMessageId clientId) {
    byte[] value = store.get(Family.SENT, Keys.named(sender.value(), clientId.value()));
    if (value == null) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    return Optional.of(new Sent(Keys.conversation(bytes), bytes.getLong(), bytes.getLong()));
  }

  static void put(EmbeddedStore.Changes changes, ConversationId conversation, Message message) {
    ByteBuffer value = ByteBuffer.allocate(Keys.CONVERSATION_BYTES + 2 * Long.BYTES);
    Keys.put(value, conversation);
    value.putLong(message.position()).putLong(BodyDigest.of(message.body()));
    changes.put(
        Family.SENT,
        Keys.named(message.sender().value(), message.clientId().value()),
        value.array());
  }
}
