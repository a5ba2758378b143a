package dev.peal.application.port.in;

/// Trades a username and a password for a token.
public interface LogIn {

  /// Blocks for the time of one password hash, also when there is no such account, so that the time
  /// does not tell which usernames exist.
  Outcome logIn(String username, String password);

  /// What came of it.
  sealed interface Outcome {
    record LoggedIn(Account account, String token, long expiresAtMillis) implements Outcome {}

    record BadCredentials() implements Outcome {}

    /// Too many passwords are being hashed; nothing was looked at.
    record Overloaded(long retryAfterMillis) implements Outcome {}
  }
}
