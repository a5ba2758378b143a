package dev.peal.application.port.in;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Reads a conversation backwards.
public interface ReadHistory {

  /// Messages a page has at most.
  int MAX_LIMIT = 200;

  /// Messages below `before` (0 for the newest), newest first, at most `limit` (1 to [#MAX_LIMIT]).
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  Outcome read(UserId user, ConversationId conversation, long before, int limit);

  /// What came of it.
  sealed interface Outcome {

    /// `more` when there are older ones.
    record Found(List<Message> messages, boolean more) implements Outcome {
      public Found {
        messages = List.copyOf(messages);
      }
    }

    record NoSuchConversation() implements Outcome {}

    record NotAMember() implements Outcome {}
  }
}
