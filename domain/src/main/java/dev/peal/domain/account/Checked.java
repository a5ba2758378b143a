package dev.peal.domain.account;

/// What a rule says of a value that came from outside.
public sealed interface Checked<T> {

  /// The value in the form that is kept, which may differ from the one given.
  record Valid<T>(T value) implements Checked<T> {}

  /// The rule is broken. `sentence` is `field: value (expected: …)` with, in place of a value that
  /// is long, secret or not fit to be shown, its size or code point.
  record Broken<T>(String field, String sentence) implements Checked<T> {

    static <T> Broken<T> of(String field, String found, String expected) {
      return new Broken<>(field, field + ": " + found + " (expected: " + expected + ")");
    }
  }
}
