package dev.peal.bench.burst;

import dev.peal.client.PealListener;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A connected member, who checks everything that it gets: seqs without a hole or a repeat,
/// positions that rise, and messages equal to what was sent.
///
/// A message may also come in a page, if its push was lost: it counts as a delivery then too, but
/// late. It may even come in a page before its push does, when the client happened to ask for its
/// inbox in between: the client shows it once, and the push that follows is no duplicate. Two
/// pushes of one message are, and so is a message that is shown twice.
///
/// Pushes of one node come in order. Those of several nodes may cross on their way, which the order
/// of seqs puts right: then positions have to rise with the seqs.
///
/// Confined to the event loop of its client, which all members share.
final class OnlineMember implements PealListener {
  private final int ordinal;
  private final String conversation;
  private final boolean oneNode;

  /// Of this round, the last position of a push by its last seq.
  private final NavigableMap<Long, Long> ends = new TreeMap<>();

  private @Nullable Round round;
  private long[] seen = {};
  private long[] paged = {};
  private long lastSeq;
  private long seqBefore;
  private long lastPosition;
  private long pushFirstSeq;
  private long pushLastSeq;

  /// `oneNode` when all members are at the same node.
  OnlineMember(int ordinal, String conversation, boolean oneNode) {
    this.ordinal = ordinal;
    this.oneNode = oneNode;
    this.conversation = conversation;
  }

  int ordinal() {
    return ordinal;
  }

  /// From now on, what comes belongs to this round.
  void begin(Round next) {
    round = next;
    seen = next.noMessages();
    paged = next.noMessages();
    seqBefore = lastSeq;
    ends.clear();
  }

  /// How far the seqs went in this round: as many as it has messages, if none was left out.
  long seqsOfRound() {
    return lastSeq - seqBefore;
  }

  @Override
  public void onPush(long firstSeq, Push push, long arrivedNanos) {
    int count = push.getMessagesCount();
    pushFirstSeq = firstSeq;
    pushLastSeq = firstSeq + count - 1;
    if (count == 0 || !push.getConversation().equals(conversation)) {
      lastSeq = Math.max(lastSeq, pushLastSeq);
    } else if (round == null) {
      lastSeq = Math.max(lastSeq, pushLastSeq);
      lastPosition = Math.max(lastPosition, push.getMessages(count - 1).getPosition());
    } else {
      take(round, round.check(push), arrivedNanos);
    }
  }

  @Override
  public void onMessage(long seq, String inConversation, Message message) {
    if (seq >= pushFirstSeq && seq <= pushLastSeq) {
      return;
    }
    Push alone = Push.newBuilder().setConversation(inConversation).addMessages(message).build();
    onPush(seq, alone, System.nanoTime());
    if (round != null) {
      long[] mask = round.check(alone).mask();
      for (int word = 0; word < mask.length; word++) {
        paged[word] |= mask[word];
      }
    }
  }

  private void take(Round current, CheckedPush push, long nanos) {
    int count = push.slots().length;
    if (oneNode && pushFirstSeq <= lastSeq) {
      // Seqs that came before: the same messages again count as duplicates below, others would be
      // a seq given twice.
      int again = (int) Math.min(count, lastSeq - pushFirstSeq + 1);
      int known = 0;
      for (int i = 0; i < again; i++) {
        int slot = push.slots()[i];
        if (slot != Round.UNKNOWN && (seen[slot >> 6] & 1L << slot) != 0) {
          known++;
        }
      }
      current.outOfOrder(again - known);
    }
    if (oneNode && push.firstPosition() <= lastPosition && pushFirstSeq > lastSeq) {
      current.outOfOrder(1);
    }
    if (!oneNode && !fits(push)) {
      current.outOfOrder(1);
    }
    current.outOfOrder(push.unordered());
    lastSeq = Math.max(lastSeq, pushLastSeq);
    lastPosition = Math.max(lastPosition, push.lastPosition());
    current.arrived(this, push, seen, paged, nanos);
  }

  /// Whether a push lies between those with lower and with higher seqs by its positions too. One
  /// that comes again does.
  private boolean fits(CheckedPush push) {
    if (push.slots().length == 0) {
      return true;
    }
    Map.Entry<Long, Long> below = ends.lowerEntry(pushFirstSeq);
    Map.Entry<Long, Long> above = ends.higherEntry(pushLastSeq);
    @Nullable Long before = ends.put(pushLastSeq, push.lastPosition());
    return (below == null || below.getValue() < push.firstPosition())
        && (above == null || above.getValue() > push.lastPosition())
        && (before == null || before == push.lastPosition());
  }
}
