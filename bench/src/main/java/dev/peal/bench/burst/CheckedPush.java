package dev.peal.bench.burst;

import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import java.util.List;

/// What is known of one decoded push once every message in it has been compared with what was sent:
/// the same for all members, to whom the client gives the same object when the bytes were equal.
final class CheckedPush {
  private final Push push;
  private final int[] slots;
  private final long[] mask;
  private final long firstPosition;
  private final long lastPosition;
  private final int unordered;

  CheckedPush(Push push, Round round) {
    List<Message> messages = push.getMessagesList();
    this.push = push;
    this.slots = new int[messages.size()];
    this.mask = round.noMessages();
    long last = 0;
    int disorder = 0;
    for (int i = 0; i < slots.length; i++) {
      Message message = messages.get(i);
      slots[i] = round.slotOf(push.getConversation(), message);
      if (slots[i] != Round.UNKNOWN) {
        mask[slots[i] >> 6] |= 1L << slots[i];
      }
      if (i > 0 && message.getPosition() <= last) {
        disorder++;
      }
      last = message.getPosition();
    }
    this.firstPosition = slots.length == 0 ? 0 : messages.getFirst().getPosition();
    this.lastPosition = last;
    this.unordered = disorder;
  }

  /// Whether this is about that very object.
  @SuppressWarnings(
      "ReferenceEquality") // Equal ones would have to be compared, which is the cost saved.
  boolean isOf(Push other) {
    return push == other;
  }

  /// Which of the round's messages each one is, [Round#UNKNOWN] for none of them.
  int[] slots() {
    return slots;
  }

  /// The known ones as bits.
  long[] mask() {
    return mask;
  }

  long firstPosition() {
    return firstPosition;
  }

  long lastPosition() {
    return lastPosition;
  }

  /// How many have a position that is not above the one before.
  int unordered() {
    return unordered;
  }
}
