package dev.peal.out.embedded;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The keys and fixed-width values of the embedded store; see [Family].
final class Keys {

  /// Bytes of a conversation in a key: one for its kind, twice eight for its ids.
  static final int CONVERSATION_BYTES = 17;

  private static final byte KIND_DIRECT = 'd';
  private static final byte KIND_GROUP = 'g';

  private Keys() {}

  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  static long number(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).getLong(offset);
  }

  static byte[] pair(long first, long second) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(second).array();
  }

  static byte[] named(long number, String asciiName) {
    byte[] name = asciiName.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(Long.BYTES + name.length).putLong(number).put(name).array();
  }

  static byte[] parkedRecord(long record) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) 'r').putLong(record).array();
  }

  static byte[] parkedBatch(long batch) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) 'b').putLong(batch).array();
  }

  static byte[] conversation(ConversationId id, long position) {
    ByteBuffer key = ByteBuffer.allocate(CONVERSATION_BYTES + Long.BYTES);
    put(key, id);
    return key.putLong(position).array();
  }

  static byte[] userConversation(UserId user, ConversationId id) {
    ByteBuffer key = ByteBuffer.allocate(Long.BYTES + CONVERSATION_BYTES).putLong(user.value());
    put(key, id);
    return key.array();
  }

  static void put(ByteBuffer target, ConversationId id) {
    switch (id) {
      case ConversationId.Group(var group) ->
          target.put(KIND_GROUP).putLong(group.value()).putLong(0);
      case ConversationId.Direct(var low, var high) ->
          target.put(KIND_DIRECT).putLong(low.value()).putLong(high.value());
    }
  }

  /// Reads what [#put] wrote, at the buffer's position.
  static ConversationId conversation(ByteBuffer source) {
    byte kind = source.get();
    long first = source.getLong();
    long second = source.getLong();
    return switch (kind) {
      case KIND_GROUP -> ConversationId.group(first);
      case KIND_DIRECT -> new ConversationId.Direct(new UserId(first), new UserId(second));
      default ->
          throw new IllegalArgumentException(
              "conversation kind: " + kind + " (expected: 'd' or 'g')");
    };
  }

  /// Whether `key` begins with `prefix`.
  static boolean startsWith(byte[] key, byte[] prefix) {
    if (key.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (key[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
