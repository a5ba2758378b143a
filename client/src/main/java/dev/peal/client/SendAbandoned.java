package dev.peal.client;

/// A message was given up by whoever sent it. Unless it was never on its way, it may stand all the
/// same: then it arrives like any other.
public final class SendAbandoned extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SendAbandoned(String clientId) {
    super("message " + clientId + " was abandoned");
  }
}
