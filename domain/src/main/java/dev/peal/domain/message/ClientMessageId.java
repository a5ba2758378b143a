package dev.peal.domain.message;

import java.util.Optional;

/// The name a sender gives a message, unique among all that he ever sends: 1 to 64 printable ASCII
/// characters without blanks.
public record ClientMessageId(String value) {

  /// The longest id, in characters.
  public static final int MAX_LENGTH = 64;

  private static final String RESERVED = "peal/";

  public ClientMessageId {
    if (!valid(value)) {
      throw new IllegalArgumentException(
          "client id: "
              + value.length()
              + " characters (expected: 1 to "
              + MAX_LENGTH
              + " printable ASCII characters without blanks)");
    }
  }

  /// The id, or nothing when `value` is not one.
  public static Optional<ClientMessageId> parse(String value) {
    return valid(value) ? Optional.of(new ClientMessageId(value)) : Optional.empty();
  }

  /// An id of the kind that only the server gives, to what it posts in a user's name.
  public static ClientMessageId reserved(String name) {
    return new ClientMessageId(RESERVED + name);
  }

  /// Whether only the server may give this id.
  public boolean reserved() {
    return value.startsWith(RESERVED);
  }

  private static boolean valid(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c <= 0x20 || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return value;
  }
}
