package dev.peal.bench.steady;

import dev.peal.client.PealListener;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// A member who checks everything that comes: seqs and positions that rise, each message once and
/// equal to what was sent.
///
/// A message may also come in a page, if its push was lost or has not come yet: it counts as a
/// delivery then too, and its push is no duplicate afterwards. Two pushes of one message are.
///
/// For members of one node, whose pushes come in order. Confined to the clients' event loop.
final class SteadyMember implements PealListener {
  private final int ordinal;
  private @Nullable Traffic traffic;
  private BitSet seen = new BitSet();
  private BitSet paged = new BitSet();
  private long lastSeq;
  private long lastPosition;
  private long pushFirstSeq;
  private long pushLastSeq;

  SteadyMember(int ordinal) {
    this.ordinal = ordinal;
  }

  /// From now on, what comes belongs to this load.
  void begin(Traffic next) {
    traffic = next;
    seen = new BitSet();
    paged = new BitSet();
  }

  @Override
  public void onPush(long firstSeq, Push push, long arrivedNanos) {
    int count = push.getMessagesCount();
    pushFirstSeq = firstSeq;
    pushLastSeq = firstSeq + count - 1;
    if (traffic != null && count > 0) {
      take(traffic, traffic.contents(push), arrivedNanos);
    }
    lastSeq = Math.max(lastSeq, pushLastSeq);
  }

  private void take(Traffic current, Traffic.Contents contents, long nanos) {
    if (pushFirstSeq > lastSeq && contents.firstPosition() <= lastPosition) {
      current.outOfOrder(1);
    }
    current.outOfOrder(contents.unordered());
    lastPosition = Math.max(lastPosition, contents.lastPosition());
    long seq = pushFirstSeq;
    for (int number : contents.numbers()) {
      if (number == Traffic.UNKNOWN) {
        // Of an earlier load, or not what was sent: then it will be missing.
      } else if (!seen.get(number)) {
        seen.set(number);
        current.arrived(ordinal, number, nanos);
        if (seq <= lastSeq) {
          // A seq that came before, with another message.
          current.outOfOrder(1);
        }
      } else if (paged.get(number)) {
        paged.clear(number);
      } else {
        current.duplicate();
      }
      seq++;
    }
    current.finish();
  }

  @Override
  public void onMessage(long seq, String conversation, Message message) {
    if (traffic == null || (seq >= pushFirstSeq && seq <= pushLastSeq)) {
      return;
    }
    int number = traffic.number(conversation, message);
    if (number == Traffic.UNKNOWN) {
      return;
    }
    if (seen.get(number)) {
      traffic.duplicate();
    } else {
      seen.set(number);
      paged.set(number);
      traffic.arrived(ordinal, number, System.nanoTime());
      traffic.finish();
    }
  }
}
