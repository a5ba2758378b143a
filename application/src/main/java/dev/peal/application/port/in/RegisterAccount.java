package dev.peal.application.port.in;

/// Makes an account.
public interface RegisterAccount {

  /// Blocks for the time of one password hash.
  Outcome register(String username, String password, String displayName);

  /// What came of it.
  sealed interface Outcome {
    record Registered(Account account) implements Outcome {}

    record UsernameTaken(String username) implements Outcome {}

    record Refused(Invalid invalid) implements Outcome {}

    /// Too many passwords are being hashed; no account was made.
    record Overloaded(long retryAfterMillis) implements Outcome {}
  }
}
