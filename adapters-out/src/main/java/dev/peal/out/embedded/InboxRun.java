package dev.peal.out.embedded;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;
import java.nio.ByteBuffer;

/// Consecutive rows of one inbox that point at consecutive positions of one conversation: row `i`
/// has the seq `firstSeq + i` and the position `firstPosition + i`. Rows of one batch differ in
/// nothing else, so one key stands for all of them.
///
/// Key: user(8) firstSeq(8). Value: conversation(17) firstPosition(8) count(4) stamp(8).
record InboxRun(
    long user,
    long firstSeq,
    ConversationId conversation,
    long firstPosition,
    int count,
    long stamp) {

  static final int KEY_BYTES = 2 * Long.BYTES;
  private static final int VALUE_BYTES =
      Keys.CONVERSATION_BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

  long lastSeq() {
    return firstSeq + count - 1;
  }

  byte[] key() {
    return Keys.pair(user, firstSeq);
  }

  byte[] value() {
    return value(conversation, firstPosition, count, stamp);
  }

  static byte[] value(ConversationId conversation, long firstPosition, int count, long stamp) {
    ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES);
    Keys.put(value, conversation);
    return value.putLong(firstPosition).putInt(count).putLong(stamp).array();
  }

  static InboxRun read(byte[] key, byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    ConversationId conversation = Keys.conversation(bytes);
    return new InboxRun(
        Keys.number(key, 0),
        Keys.number(key, Long.BYTES),
        conversation,
        bytes.getLong(),
        bytes.getInt(),
        bytes.getLong());
  }

  static boolean belongsTo(byte[] key, UserId user) {
    return key.length == KEY_BYTES && Keys.number(key, 0) == user.value();
  }
}
