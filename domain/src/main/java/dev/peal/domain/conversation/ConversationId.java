package dev.peal.domain.conversation;

import dev.peal.domain.group.GroupId;
import dev.peal.domain.session.UserId;
import java.util.Optional;

/// Names a conversation. The text form, used on the wire and in logs, is `g<group id>` for a group
/// and `d<lower user id>-<higher user id>` for a direct conversation; with both ids the same it is
/// a user's conversation with himself, which also carries his read marks.
public sealed interface ConversationId {

  /// The conversation of a group.
  record Group(GroupId id) implements ConversationId {
    @Override
    public String toString() {
      return "g" + id;
    }
  }

  /// The conversation of two users, or of one with himself.
  record Direct(UserId low, UserId high) implements ConversationId {
    public Direct {
      if (low.compareTo(high) > 0) {
        throw new IllegalArgumentException(
            "direct conversation: " + low + "-" + high + " (expected: the lower id first)");
      }
    }

    /// Whether `user` is one of the two.
    public boolean isOf(UserId user) {
      return user.equals(low) || user.equals(high);
    }

    /// The other one, seen from `user`, who has to be one of the two.
    public UserId peerOf(UserId user) {
      return user.equals(low) ? high : low;
    }

    @Override
    public String toString() {
      return "d" + low + "-" + high;
    }
  }

  /// The conversation of a group.
  static ConversationId group(long groupId) {
    return new Group(new GroupId(groupId));
  }

  /// The conversation of two users, in any order.
  static Direct direct(UserId one, UserId other) {
    return one.compareTo(other) <= 0 ? new Direct(one, other) : new Direct(other, one);
  }

  /// Reads the text form; nothing when `text` is not one.
  static Optional<ConversationId> parse(String text) {
    if (text.length() < 2 || text.length() > 40) {
      return Optional.empty();
    }
    if (text.charAt(0) == 'g') {
      long id = number(text, 1, text.length());
      return id < 0 ? Optional.empty() : Optional.of(group(id));
    }
    int dash = text.indexOf('-');
    if (text.charAt(0) != 'd' || dash < 0) {
      return Optional.empty();
    }
    long low = number(text, 1, dash);
    long high = number(text, dash + 1, text.length());
    if (low < 0 || high < 0 || low > high) {
      return Optional.empty();
    }
    return Optional.of(new Direct(new UserId(low), new UserId(high)));
  }

  /// A number of 1 to 16 digits without a leading zero, in the range of ids; -1 for anything else.
  private static long number(String text, int from, int to) {
    if (to <= from || to - from > 16 || text.charAt(from) == '0') {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value > UserId.MAX ? -1 : value;
  }
}
