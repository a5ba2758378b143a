package dev.peal.client;

/// There was no session to ask on, or it ended before the answer.
///
/// For a send it means that the client stopped first: the message may stand or not, and only
/// sending it again with the same client id, marked as a resend, tells.
public final class NotConnected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotConnected(String sentence) {
    super(sentence);
  }
}
