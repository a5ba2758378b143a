package dev.peal.client;

/// The client has as many messages without an answer as it may; this one was not taken.
public final class OutboxFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutboxFull(int messages, long bytes) {
    super("outbox: " + messages + " messages, " + bytes + " bytes without an answer");
  }
}
