package dev.peal.application.port.out;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.util.Optional;

/// The durable log of batches. A batch in it counts (promise P1): sooner or later it stands as rows
/// in the [BatchStore], also after a crash.
public interface Journal {

  /// Appends a batch and waits until it is durable, at most until `deadlineNanos` of
  /// [Clock#monotonicNanos]. A batch is appended once; its id is its own.
  ///
  /// Called from virtual threads; many calls at once share one write. It throws nothing but what
  /// bugs throw, and then the batch is not in the journal and will not get there.
  Outcome append(Batch batch, long deadlineNanos);

  /// Why no batch of a conversation is to be appended now: too much of the journal has no rows yet.
  /// Asked before numbers are taken; what is appended all the same is appended, as a batch has to
  /// be whose numbers came too late. Does not wait. Here for a journal that refuses when it is
  /// appended to.
  default Optional<Outcome.Refused> refusal(ConversationId conversation) {
    return Optional.empty();
  }

  /// Batches appended and not yet stored as rows.
  long backlog();

  /// What is known of an append.
  sealed interface Outcome {

    /// The batch is durable.
    record Confirmed() implements Outcome {}

    /// It is certain that the batch is not in the journal and will not get there. Come back after
    /// `retryAfterMillis`.
    record Refused(String why, long retryAfterMillis) implements Outcome {}

    /// The deadline passed: the batch may or may not be, or get, in the journal.
    record Unknown(String why) implements Outcome {}
  }
}
