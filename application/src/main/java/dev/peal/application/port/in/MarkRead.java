package dev.peal.application.port.in;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;

/// Says how far a user has read a conversation.
public interface MarkRead {

  /// Raises the user's read position (never lowers it) and tells his devices by a message of kind
  /// read mark in his conversation with himself. Blocks until it is decided; then calls `reply`
  /// once, possibly on another thread.
  void mark(UserId user, ConversationId conversation, long position, SendOrder order, Reply reply);

  /// Takes the answer. Must not block and must not throw.
  interface Reply {
    void answer(Outcome outcome);
  }

  /// What came of it.
  sealed interface Outcome {

    /// What came of posting the mark; a position already read counts as posted and repeated.
    record Marked(PostMessage.Outcome posted) implements Outcome {}

    /// No message with so high a position is stored (yet).
    record AheadOfConversation(long lastPosition) implements Outcome {}

    record NoSuchConversation() implements Outcome {}

    record NotAMember() implements Outcome {}
  }
}
