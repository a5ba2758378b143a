package dev.peal.application.port.out;

import java.util.Optional;

/// Turns passwords into what may be kept of them. A hash costs a good deal of time and memory on
/// purpose; hence only so many are made at once, so many more wait, and the rest is refused.
/// Thread-safe. Calls block for one hash and the wait for a place.
public interface PasswordHasher {

  /// A hash of the password with a salt of its own, in a text that names the method and its
  /// parameters; nothing when too many are waiting.
  Optional<String> hash(String password);

  /// Compares a password with what [#hash] returned for another or the same, whatever the
  /// parameters were then.
  Match match(String password, String hash);

  /// The outcome of a comparison.
  enum Match {
    SAME,
    DIFFERENT,
    /// Too many are waiting; nothing was compared.
    OVERLOADED
  }
}
