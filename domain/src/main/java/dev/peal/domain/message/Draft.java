package dev.peal.domain.message;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;

/// A message that has no position yet. `bodyBytes` is the size that counts against the bounds of a
/// lane; `receivedAtMillis` is when its node took it, by the wall clock. `resend` when its sender
/// says that it was sent before: a hint for where to look first, on which no promise rests.
public record Draft(
    ConversationId conversation,
    UserId sender,
    ClientMessageId clientId,
    Body body,
    int bodyBytes,
    long receivedAtMillis,
    boolean resend) {}
