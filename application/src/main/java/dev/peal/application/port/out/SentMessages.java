package dev.peal.application.port.out;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.session.UserId;
import java.util.Collection;
import java.util.Map;

/// Which messages stand in rows, by what their senders call them.
public interface SentMessages {

  /// Those among `asked` that have a row.
  ///
  /// @throws StoreUnavailable a retry is safe
  Map<Key, Sent> find(Collection<Key> asked);

  /// What a sender calls a message.
  record Key(UserId sender, ClientMessageId clientId) {}

  /// Where it stands; `digest` is the [dev.peal.domain.message.BodyDigest] of its body.
  record Sent(ConversationId conversation, long position, long digest) {}
}
