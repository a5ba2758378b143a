package dev.peal.application.port.out;

import dev.peal.domain.session.UserId;

/// Makes and reads the tokens that stand for a log-in. Does no I/O; thread-safe.
public interface TokenIssuer {

  Token issue(UserId user, long nowMillis);

  /// Says whose token it is at the time given. Of a token that is several things at once, `Invalid`
  /// goes before `Expired`.
  Verdict read(String token, long nowMillis);

  /// A token and when it ends.
  record Token(String text, long expiresAtMillis) {

    /// Without the text.
    @Override
    public String toString() {
      return "Token[expiresAtMillis=" + expiresAtMillis + "]";
    }
  }

  /// What a token turned out to be.
  sealed interface Verdict {
    record Good(UserId user, long expiresAtMillis) implements Verdict {}

    /// It was good until then.
    record Expired(long expiredAtMillis) implements Verdict {}

    /// Malformed, forged, or issued by or for somebody else; `why` is one sentence without any part
    /// of the token.
    record Invalid(String why) implements Verdict {}
  }
}
