package dev.peal.application.port.in;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import java.util.Optional;

/// Posts a message into a conversation.
public interface PostMessage {

  /// Queues a draft behind the earlier ones of its conversation and returns at once; an event loop
  /// may call it. `reply` is called exactly once, on any thread, possibly before this returns.
  ///
  /// `order` belongs to the session that posts: after a refusal that asks to try again it refuses
  /// what follows there, so that the sender's messages keep their order (promise P4).
  void post(Draft draft, SendOrder order, Reply reply);

  /// Says that a session will not send a message again that was refused for now: what it sends
  /// after it need not wait for it any longer. Returns at once; an event loop may call it.
  /// Repeating it is harmless, and so is a message that was never refused.
  ///
  /// It takes nothing back: an attempt that is [Abandonment#UNDER_WAY] goes on and is answered like
  /// any other, and one whose outcome was never known may come to stand. Sent again all the same,
  /// the message is one like any other, behind those that were sent since.
  default Abandonment abandon(
      ConversationId conversation, ClientMessageId message, SendOrder order) {
    order.abandoned(conversation, message);
    return Abandonment.ABANDONED;
  }

  /// What came of giving a message up.
  enum Abandonment {
    /// Nothing waits for it.
    ABANDONED,
    /// It is queued or being posted, and will be answered; if it is refused for now, nothing waits
    /// for it.
    UNDER_WAY
  }

  /// Takes the answer to one draft. Must not block and must not throw.
  interface Reply {
    void answer(Outcome outcome);
  }

  /// What came of it.
  sealed interface Outcome {

    /// The message is durable and will stand in the inbox of every member. `repeated` when an
    /// earlier attempt was the one that counted.
    record Posted(ConversationId conversation, long position, boolean repeated)
        implements Outcome {}

    record NoSuchConversation() implements Outcome {}

    record NotAMember() implements Outcome {}

    /// The client id stands for another message of this sender, in the conversation named.
    record ClientIdReused(ConversationId conversation, long position) implements Outcome {}

    /// Nothing was lost; the same message may be sent again after this time. `first` is the message
    /// that has to come before it, if there is one.
    record TryAgain(
        Why why, String sentence, long retryAfterMillis, Optional<ClientMessageId> first)
        implements Outcome {

      public TryAgain(Why why, String sentence, long retryAfterMillis) {
        this(why, sentence, retryAfterMillis, Optional.empty());
      }
    }

    /// Why to try again.
    enum Why {
      /// A queue is full.
      OVERLOADED,
      /// A store does not answer.
      UNAVAILABLE,
      /// An earlier message of this session there was refused and has to come first.
      OUT_OF_ORDER
    }
  }
}
