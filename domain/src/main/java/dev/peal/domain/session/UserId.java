package dev.peal.domain.session;

/// A user's number, at least 1 and at most 2^53 - 1, so that it survives a JSON number.
public record UserId(long value) implements Comparable<UserId> {

  /// The highest value an id may have.
  public static final long MAX = (1L << 53) - 1;

  public UserId {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("user id: " + value + " (expected: 1 to " + MAX + ")");
    }
  }

  @Override
  public int compareTo(UserId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
