package dev.peal.application.port.in;

import dev.peal.domain.session.UserId;

/// Tells who bears a token. Does no I/O, so that an event loop may call it.
public interface Authenticate {

  Outcome authenticate(String token);

  /// What came of it.
  sealed interface Outcome {
    record Authenticated(UserId user, long expiresAtMillis) implements Outcome {}

    record Expired(long expiredAtMillis) implements Outcome {}

    /// Malformed, forged, or issued by someone else or for something else; `why` is fit to be
    /// shown.
    record Invalid(String why) implements Outcome {}
  }
}
