package dev.peal.application.port.out;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Reads the messages of conversations, for their members alone (promise P8).
///
/// Whether the reader is a member is read by whoever reads the rows, together with them or after
/// them, and never from a cache: so a removal holds for every read that begins after its answer, on
/// every node, and an addition too.
public interface MessageReader {

  /// Messages below `beforePosition`, newest first, at most `limit` and about `maxBytes` of bodies,
  /// but at least one when there is one.
  ///
  /// @throws StoreUnavailable a retry is safe
  Answer<History> before(
      UserId reader, ConversationId conversation, long beforePosition, int limit, int maxBytes);

  /// The position of the newest stored message; 0 when there is none.
  ///
  /// @throws StoreUnavailable a retry is safe
  Answer<Long> lastPosition(UserId reader, ConversationId conversation);

  /// The direct conversations in which `user` has a stored message, their own among them.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<ConversationId.Direct> directConversations(UserId user);

  /// What a member finds, or why somebody finds nothing.
  sealed interface Answer<T> {

    record Found<T>(T what) implements Answer<T> {}

    /// No such group, or a dismissed one; a direct conversation with somebody who has no account,
    /// or one of others.
    record NoSuchConversation<T>() implements Answer<T> {}

    /// A group in which the reader is not, or not any more.
    record NotAMember<T>() implements Answer<T> {}
  }

  /// A part of a conversation; `more` when there are older messages.
  record History(List<Message> messages, boolean more) {
    public History {
      messages = List.copyOf(messages);
    }
  }
}
