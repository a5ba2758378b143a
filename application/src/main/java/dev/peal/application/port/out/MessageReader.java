package dev.peal.application.port.out;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Reads the messages of conversations.
public interface MessageReader {

  /// Messages below `beforePosition`, newest first, at most `limit` and about `maxBytes` of bodies,
  /// but at least one when there is one.
  ///
  /// @throws StoreUnavailable a retry is safe
  History before(ConversationId conversation, long beforePosition, int limit, int maxBytes);

  /// The position of the newest stored message; 0 when there is none.
  ///
  /// @throws StoreUnavailable a retry is safe
  long lastPosition(ConversationId conversation);

  /// The direct conversations in which `user` has a stored message, his own among them.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<ConversationId.Direct> directConversations(UserId user);

  /// A part of a conversation; `more` when there are older messages.
  record History(List<Message> messages, boolean more) {
    public History {
      messages = List.copyOf(messages);
    }
  }
}
