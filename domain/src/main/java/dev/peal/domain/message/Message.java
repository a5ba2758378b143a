package dev.peal.domain.message;

import dev.peal.domain.session.UserId;

/// One message of a conversation. `position` is its place there, from 1; `sentAtMillis` counts from
/// 1970-01-01T00:00:00Z by the clock of the node that took it.
public record Message(
    long position, UserId sender, ClientMessageId clientId, long sentAtMillis, Body body) {

  public Message {
    if (position < 1) {
      throw new IllegalArgumentException("position: " + position + " (expected: 1 or more)");
    }
  }
}
