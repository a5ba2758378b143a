package dev.peal.bench.limit;

/// How the bare server writes the messages of a round to each connection.
enum Variant {
  /// A WebSocket frame for each message, each written by itself; one flush for all.
  FLUSH_ONCE((byte) 1, "flush_once", "a frame each, one flush"),
  /// The same bytes, lying in one buffer behind one another: one write.
  JOINED_FRAMES((byte) 2, "joined_frames", "the same frames joined"),
  /// One WebSocket frame with all messages: one write, and the fewest bytes.
  ONE_FRAME((byte) 3, "one_frame", "one frame with all");

  private final byte code;
  private final String key;
  private final String words;

  Variant(byte code, String key, String words) {
    this.code = code;
    this.key = key;
    this.words = words;
  }

  /// The variant that a trigger asks for.
  static Variant of(byte code) {
    for (Variant variant : values()) {
      if (variant.code == code) {
        return variant;
      }
    }
    throw new IllegalArgumentException("code of a variant: " + code + " (expected: 1 to 3)");
  }

  /// What a trigger says.
  byte code() {
    return code;
  }

  /// Its name in a result.
  String key() {
    return key;
  }

  /// Its name in a table.
  String words() {
    return words;
  }
}
