package dev.peal.domain.session;

/// Names one life of a node: a process that starts again under the same name has another id, so
/// that what the former one left behind is not taken for its own. 1 to 100 letters, digits, dots,
/// dashes and underscores.
public record NodeId(String value) {

  private static final int MAX_LENGTH = 100;

  public NodeId {
    if (value.isEmpty() || value.length() > MAX_LENGTH || !value.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "node id: \""
              + value
              + "\" (expected: 1 to "
              + MAX_LENGTH
              + " letters, digits, dots, dashes and underscores)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
