package dev.peal.application.port.in;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps the order of what one session sends when something in between is refused for now: from the
/// refusal of a message on, the session's later messages to that conversation are refused too, until
/// the first refused one comes again. One per session; thread-safe.
public final class SendOrder {

  /// Conversations in which a session may have a refused message at the same time. Past it the
  /// oldest knowledge is not dropped; the send is refused without being remembered as first.
  public static final int MAX_STALLED = 1024;

  private final Map<ConversationId, ClientMessageId> firstRefused = new HashMap<>();

  /// Whether a message may be queued: true when nothing was refused before it, or when it is the
  /// one that was refused first (which ends the stall).
  public synchronized boolean admits(ConversationId conversation, ClientMessageId message) {
    @Nullable ClientMessageId first = firstRefused.get(conversation);
    if (first == null) {
      return true;
    }
    if (!first.equals(message)) {
      return false;
    }
    firstRefused.remove(conversation);
    return true;
  }

  /// Notes that a message was refused for now. A message that was queued before a noted one takes
  /// its place only when none is noted.
  public synchronized void refused(ConversationId conversation, ClientMessageId message) {
    if (firstRefused.size() < MAX_STALLED) {
      firstRefused.putIfAbsent(conversation, message);
    }
  }
}
