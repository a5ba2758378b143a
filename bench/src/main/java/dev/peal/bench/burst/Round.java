package dev.peal.bench.burst;

import dev.peal.client.PealClient;
import dev.peal.client.Sent;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// One round: what is sent, and what has arrived of it. A *slot* is a message of the round.
///
/// Confined to the clients' event loop from its start until [#complete] is.
final class Round {
  static final int UNKNOWN = -1;
  private static final int CHECKED_KEPT = 16;

  /// Completes when everything has arrived, also what is not counted.
  final CompletableFuture<@Nullable Void> complete = new CompletableFuture<>();

  private final int number;
  private final String conversation;
  private final Roll roll;
  private final int[] senders;
  private final int[] slotsOfMembers;
  private final String[] texts;
  private final String[] clientIds;
  private final long[] sentNanos;
  private final long[] positions;
  private final boolean[] acked;
  private final CheckedPush[] checked = new CheckedPush[CHECKED_KEPT];
  private int nextChecked;
  private final List<Arrival> arrivals = new ArrayList<>();

  private int pushes;
  private int echoes;
  private int acks;
  private int duplicates;
  private int outOfOrder;
  private long lastNanos;

  /// Online members in the order in which they were connected, by user id.
  interface Roll {
    /// The ordinal of a user, or [#UNKNOWN].
    int ordinal(long user);

    int size();
  }

  /// @param run names this run among all that its members take part in
  Round(String run, int number, String conversation, int messages, Roll roll) {
    this.number = number;
    this.conversation = conversation;
    this.roll = roll;
    this.senders = new int[messages];
    this.slotsOfMembers = new int[roll.size()];
    this.texts = new String[messages];
    this.clientIds = new String[messages];
    this.sentNanos = new long[messages];
    this.positions = new long[messages];
    this.acked = new boolean[messages];
    Arrays.fill(slotsOfMembers, UNKNOWN);
    for (int slot = 0; slot < messages; slot++) {
      int member = (int) (((long) number * messages + slot) % roll.size());
      senders[slot] = member;
      slotsOfMembers[member] = slot;
      clientIds[slot] = run + "-" + number + "-" + slot;
      texts[slot] = "round " + number + ", message " + slot + ": shall we meet at the usual place?";
    }
  }

  /// The bits of no message.
  long[] noMessages() {
    return new long[(senders.length + 63) >> 6];
  }

  /// Sends everything, back to back.
  ///
  /// @param clients by ordinal
  void send(IntFunction<PealClient> clients) {
    for (int slot = 0; slot < senders.length; slot++) {
      int sent = slot;
      Content content =
          Content.newBuilder().setText(Text.newBuilder().setText(texts[slot])).build();
      PealClient client = clients.apply(senders[slot]);
      clientIds[slot] = client.clientId(clientIds[slot]);
      sentNanos[slot] = System.nanoTime();
      var _ =
          client
              .send(conversation, content, clientIds[slot])
              .thenAccept(answer -> acked(sent, answer));
    }
  }

  CheckedPush check(Push push) {
    for (CheckedPush known : checked) {
      if (known != null && known.isOf(push)) {
        return known;
      }
    }
    CheckedPush fresh = new CheckedPush(push, this);
    checked[nextChecked] = fresh;
    nextChecked = (nextChecked + 1) % CHECKED_KEPT;
    return fresh;
  }

  /// The slot of a message that is exactly what its sender sent in this round, else [#UNKNOWN].
  int slotOf(String inConversation, Message message) {
    int member = roll.ordinal(message.getSender());
    int slot = member == UNKNOWN ? UNKNOWN : slotsOfMembers[member];
    if (slot == UNKNOWN
        || !inConversation.equals(conversation)
        || !message.getClientId().equals(clientIds[slot])
        || !message.getContent().getText().getText().equals(texts[slot])) {
      return UNKNOWN;
    }
    place(slot, message.getPosition());
    return slot;
  }

  /// Notes what a member got.
  ///
  /// @param seen the messages that the member had before; those of the push are added
  /// @param expected those among them that came in a page, so that their push is no repeat; those
  ///   of the push are taken out
  void arrived(OnlineMember member, CheckedPush push, long[] seen, long[] expected, long nanos) {
    long[] fresh = noMessages();
    int freshCount = 0;
    int again = 0;
    for (int word = 0; word < fresh.length; word++) {
      again += Long.bitCount(push.mask()[word] & seen[word] & ~expected[word]);
      expected[word] &= ~push.mask()[word];
      fresh[word] = push.mask()[word] & ~seen[word];
      freshCount += Long.bitCount(fresh[word]);
      seen[word] |= fresh[word];
    }
    duplicates += again;
    int own = slotsOfMembers[member.ordinal()];
    boolean echo = own != UNKNOWN && (fresh[own >> 6] & 1L << own) != 0;
    if (echo) {
      echoes++;
      fresh[own >> 6] &= ~(1L << own);
      freshCount--;
    }
    pushes += freshCount;
    if (freshCount > 0) {
      arrivals.add(new Arrival(push, fresh, nanos));
      received(nanos);
    } else {
      finish();
    }
  }

  void outOfOrder(int messages) {
    outOfOrder += messages;
  }

  void duplicate(int messages) {
    duplicates += messages;
  }

  long firstNanos() {
    return sentNanos[0];
  }

  String clientId(int slot) {
    return clientIds[slot];
  }

  String text(int slot) {
    return texts[slot];
  }

  double millis() {
    return (lastNanos - sentNanos[0]) / 1e6;
  }

  /// Pushes at others and acks.
  long received() {
    return pushes + (long) acks;
  }

  int duplicates() {
    return duplicates;
  }

  int outOfOrder() {
    return outOfOrder;
  }

  /// Adds the time of each delivery, in microseconds.
  void addTo(Histogram deliveries) {
    for (Arrival arrival : arrivals) {
      for (int slot : arrival.push.slots()) {
        if (slot != UNKNOWN && (arrival.mask[slot >> 6] & 1L << slot) != 0) {
          deliveries.recordValue(Math.max(0, (arrival.nanos - sentNanos[slot]) / 1_000));
        }
      }
    }
  }

  @Override
  public String toString() {
    return "round "
        + number
        + ": "
        + pushes
        + " pushes at others, "
        + echoes
        + " at their senders, "
        + acks
        + " acks";
  }

  void acked(int slot, Sent answer) {
    long now = System.nanoTime();
    if (acked[slot] || answer.repeated()) {
      duplicates++;
      return;
    }
    acked[slot] = true;
    acks++;
    place(slot, answer.position());
    received(now);
  }

  /// Everyone has to say the same position.
  private void place(int slot, long position) {
    if (positions[slot] == 0) {
      positions[slot] = position;
    } else if (positions[slot] != position) {
      outOfOrder++;
    }
  }

  private void received(long nanos) {
    lastNanos = Math.max(lastNanos, nanos);
    finish();
  }

  private void finish() {
    int messages = senders.length;
    if (acks == messages && echoes == messages && pushes == messages * (roll.size() - 1)) {
      complete.complete(null);
    }
  }

  /// What one member got of one push for the first time, its own message left out.
  private static final class Arrival {
    final CheckedPush push;
    final long[] mask;
    final long nanos;

    Arrival(CheckedPush push, long[] mask, long nanos) {
      this.push = push;
      this.mask = mask;
      this.nanos = nanos;
    }
  }
}
