package dev.peal.client;

/// How a client keeps its inbox.
///
/// @param startCursor the highest contiguous seq that this device resolved in an earlier life; 0
///   for a device that has nothing
/// @param knownMessages how many messages to remember for telling repeats apart, a power of two and
///   at least 2; about 50 bytes each, and half of it bounds what is taken above an open hole
/// @param pageLimit entries to ask for in one page, 1 to 1000
/// @param maxFrameBytes the largest frame that is taken from the server
public record InboxSettings(long startCursor, int knownMessages, int pageLimit, int maxFrameBytes) {
  public InboxSettings {
    if (startCursor < 0) {
      throw new IllegalArgumentException("startCursor: " + startCursor + " (expected: 0 or more)");
    }
    if (knownMessages < 2 || Integer.bitCount(knownMessages) != 1) {
      throw new IllegalArgumentException(
          "knownMessages: " + knownMessages + " (expected: a power of two, at least 2)");
    }
    if (pageLimit < 1 || pageLimit > 1000) {
      throw new IllegalArgumentException("pageLimit: " + pageLimit + " (expected: 1 to 1000)");
    }
    Require.atLeast("maxFrameBytes", maxFrameBytes, 1024);
  }

  /// A device that has nothing yet.
  public static InboxSettings standard() {
    return new InboxSettings(0, 1024, 500, 16 * 1024 * 1024);
  }

  /// The same from another cursor on.
  public InboxSettings withStartCursor(long cursor) {
    return new InboxSettings(cursor, knownMessages, pageLimit, maxFrameBytes);
  }

  /// The same with another memory of messages.
  public InboxSettings withKnownMessages(int messages) {
    return new InboxSettings(startCursor, messages, pageLimit, maxFrameBytes);
  }
}
