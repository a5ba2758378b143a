package dev.peal.domain.group;

/// A group's number, at least 1 and at most 2^53 - 1.
public record GroupId(long value) {

  /// The highest value an id may have.
  public static final long MAX = (1L << 53) - 1;

  public GroupId {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("group id: " + value + " (expected: 1 to " + MAX + ")");
    }
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
