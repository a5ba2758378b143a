package dev.peal.application.port.in;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps the order of what one session sends when something in between is refused for now: from the
/// refusal of a message on, the session's later messages to that conversation are refused too,
/// until the first refused one comes again or is abandoned. One per session; thread-safe.
public final class SendOrder {

  /// Conversations in which a session may have a refused message at the same time. Past it the
  /// session is *saturated*: what it sends to any other conversation is refused for good, since
  /// what has to come first there is not known. It has to be closed.
  public static final int MAX_STALLED = 1024;

  private final Map<ConversationId, ClientMessageId> firstRefused = new HashMap<>();
  private boolean saturated;

  /// Whether a message may be queued: true when nothing was refused before it, or when it is the
  /// one that was refused first (which ends the stall).
  public synchronized boolean admits(ConversationId conversation, ClientMessageId message) {
    @Nullable ClientMessageId first = firstRefused.get(conversation);
    if (first == null) {
      return !saturated;
    }
    if (!first.equals(message)) {
      return false;
    }
    firstRefused.remove(conversation);
    return true;
  }

  /// Notes that a message was refused for now when it came.
  public synchronized void refused(ConversationId conversation, ClientMessageId message) {
    if (roomFor(conversation)) {
      firstRefused.putIfAbsent(conversation, message);
    }
  }

  /// Notes that a message was refused for now after it had been queued. It was sent before the one
  /// that is noted there, if any: since that was noted nothing was queued. Of several, the last
  /// call has to be for the one sent first.
  public synchronized void refusedLater(ConversationId conversation, ClientMessageId message) {
    if (roomFor(conversation)) {
      firstRefused.put(conversation, message);
    }
  }

  /// Notes that a message will not come again: if it was the one that had to come first, later ones
  /// may be queued without it.
  public synchronized void abandoned(ConversationId conversation, ClientMessageId message) {
    firstRefused.remove(conversation, message);
  }

  /// The message that has to come first there.
  public synchronized Optional<ClientMessageId> first(ConversationId conversation) {
    return Optional.ofNullable(firstRefused.get(conversation));
  }

  private boolean roomFor(ConversationId conversation) {
    if (firstRefused.size() >= MAX_STALLED && !firstRefused.containsKey(conversation)) {
      saturated = true;
      return false;
    }
    return true;
  }

  /// Whether the session has to be closed, for it had refused messages in too many conversations. A
  /// new one begins with nothing refused.
  public synchronized boolean saturated() {
    return saturated;
  }
}
