package dev.peal.bench.steady;

import dev.peal.client.Sent;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.Text;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One steady load: what is sent, and what has arrived of it. Messages are numbered in the order in
/// which they are due; message `i` goes to group `i` modulo the number of groups, whose online
/// members take turns at sending.
///
/// Confined to the clients' event loop.
final class Traffic {
  /// The number of no message.
  static final int UNKNOWN = -1;

  /// With a message unanswered for longer than this, no more are sent.
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int CONTENTS_KEPT = 16;

  /// Characters of the time that a client puts before the name of a message.
  private static final int TIME_LENGTH = 11;

  /// Completes when everything that was sent has arrived, after the last was sent.
  final CompletableFuture<@Nullable Void> complete = new CompletableFuture<>();

  private final String prefix;
  private final Groups groups;
  private final Schedule schedule;
  private final List<String> conversations;
  private final Roll roll;
  private final LongSupplier nanoTime;
  private final Latencies deliveries;
  private final Latencies acks;
  private final Latencies lags;
  private final long[] positions;
  private final BitSet answered;
  private final Contents[] contents = new Contents[CONTENTS_KEPT];
  private int nextContents;

  private int sent;
  private int firstUnanswered;
  private int accepted;
  private int failed;
  private int timedAccepted;
  private boolean sendingEnded;
  private boolean gaveUp;
  private long gaveUpNanos;
  private long pushes;
  private long echoes;
  private long duplicates;
  private long outOfOrder;
  private int answeredInTime;

  /// Which member a user is.
  interface Roll {
    /// The ordinal of an online user, negative for others. Members of a group follow each other.
    int ordinal(long user);
  }

  /// What sends for the members.
  interface Senders {
    CompletableFuture<Sent> send(
        int ordinal, String conversation, Content content, String clientId);
  }

  /// @param run names this load among all that its members take part in
  /// @param conversations one for each group
  /// @param nanoTime the clock of the schedule
  Traffic(
      String run,
      Groups groups,
      Schedule schedule,
      List<String> conversations,
      Roll roll,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.prefix = run + "-";
    this.groups = groups;
    this.schedule = schedule;
    this.conversations = List.copyOf(conversations);
    this.roll = roll;
    this.deliveries = new Latencies(schedule.seconds());
    this.acks = new Latencies(schedule.seconds());
    this.lags = new Latencies(schedule.seconds());
    this.positions = new long[schedule.messages()];
    this.answered = new BitSet(schedule.messages());
  }

  // ---- sending -------------------------------------------------------------------------------

  /// Sends everything that is due.
  ///
  /// @return when the next message is due; -1 when none is left
  long sendDue(Senders senders) {
    long now = nanoTime.getAsLong();
    if (isOverdue(now)) {
      giveUp(now);
    }
    while (!gaveUp && sent < schedule.messages() && schedule.dueNanos(sent) - now <= 0) {
      int number = sent++;
      long sentNanos = nanoTime.getAsLong();
      if (schedule.second(number) >= 0) {
        lags.record(schedule.second(number), sentNanos - schedule.dueNanos(number));
      }
      var _ =
          senders
              .send(sender(number), conversation(number), content(number), clientId(number))
              .whenComplete((answer, failure) -> {
                if (failure == null) {
                  acked(number, answer, nanoTime.getAsLong());
                } else {
                  failed(number);
                }
              });
    }
    if (gaveUp || sent == schedule.messages()) {
      sendingEnded = true;
      finish();
      return -1;
    }
    return schedule.dueNanos(sent);
  }

  private boolean isOverdue(long now) {
    while (firstUnanswered < sent && answered.get(firstUnanswered)) {
      firstUnanswered++;
    }
    return firstUnanswered < sent && now - schedule.dueNanos(firstUnanswered) > PATIENCE_NANOS;
  }

  int sender(int number) {
    int inGroup = number / groups.count() % groups.online();
    return group(number) * groups.online() + inGroup;
  }

  private int group(int number) {
    return number % groups.count();
  }

  String conversation(int number) {
    return conversations.get(group(number));
  }

  String clientId(int number) {
    return prefix + number;
  }

  static Content content(int number) {
    return Content.newBuilder().setText(Text.newBuilder().setText(text(number))).build();
  }

  private static String text(int number) {
    return "message " + number + " of a steady load: shall we meet at the usual place?";
  }

  // ---- arriving ------------------------------------------------------------------------------

  private void acked(int number, Sent answer, long nanos) {
    if (answered.get(number) || answer.repeated()) {
      duplicates++;
      return;
    }
    answered.set(number);
    accepted++;
    if (nanos - schedule.timedFromNanos() >= 0 && nanos - schedule.endNanos() < 0 && !gaveUp) {
      answeredInTime++;
    }
    place(number, answer.position());
    if (schedule.second(number) >= 0) {
      timedAccepted++;
      acks.record(schedule.second(number), nanos - schedule.dueNanos(number));
    }
    finish();
  }

  private void failed(int number) {
    answered.set(number);
    failed++;
    giveUp(nanoTime.getAsLong());
    finish();
  }

  private void giveUp(long nanos) {
    if (!gaveUp) {
      gaveUp = true;
      gaveUpNanos = nanos;
    }
  }

  /// What a push holds; answered from memory when the client gives the same object again.
  Contents contents(Push push) {
    for (Contents known : contents) {
      if (known != null && known.isOf(push)) {
        return known;
      }
    }
    Contents fresh = new Contents(push, this);
    contents[nextContents] = fresh;
    nextContents = (nextContents + 1) % CONTENTS_KEPT;
    return fresh;
  }

  /// The number of a message that is exactly what its sender sent, else [#UNKNOWN].
  int number(String inConversation, Message message) {
    int number = parse(message.getClientId());
    if (number == UNKNOWN
        || roll.ordinal(message.getSender()) != sender(number)
        || !inConversation.equals(conversation(number))
        || !message.getContent().getText().getText().equals(text(number))) {
      return UNKNOWN;
    }
    place(number, message.getPosition());
    return number;
  }

  private int parse(String clientId) {
    int name = clientId.startsWith("~") ? TIME_LENGTH : 0;
    if (!clientId.startsWith(prefix, name)) {
      return UNKNOWN;
    }
    try {
      int number = Integer.parseInt(clientId, name + prefix.length(), clientId.length(), 10);
      return number >= 0 && number < sent ? number : UNKNOWN;
    } catch (NumberFormatException other) {
      return UNKNOWN;
    }
  }

  /// Notes that a member got a message for the first time.
  void arrived(int ordinal, int number, long nanos) {
    if (ordinal == sender(number)) {
      echoes++;
      return;
    }
    pushes++;
    int second = schedule.second(number);
    if (second >= 0) {
      deliveries.record(second, nanos - schedule.dueNanos(number));
    }
  }

  void duplicate() {
    duplicates++;
  }

  void outOfOrder(int messages) {
    outOfOrder += messages;
  }

  /// Everyone has to say the same position.
  private void place(int number, long position) {
    if (positions[number] == 0) {
      positions[number] = position;
    } else if (positions[number] != position) {
      outOfOrder++;
    }
  }

  /// Looks whether everything has arrived.
  void finish() {
    if (sendingEnded
        && accepted + failed == sent
        && echoes == accepted
        && pushes == (long) accepted * (groups.online() - 1)) {
      complete.complete(null);
    }
  }

  // ---- what came of it -----------------------------------------------------------------------

  int accepted() {
    return accepted;
  }

  /// Whether sending was ended early.
  boolean gaveUp() {
    return gaveUp;
  }

  /// Messages of one sender whose positions do not rise as they were sent.
  private long turnedRound() {
    int apart = groups.count() * groups.online();
    long turned = 0;
    for (int number = apart; number < sent; number++) {
      long before = positions[number - apart];
      if (before != 0 && positions[number] != 0 && before >= positions[number]) {
        turned++;
      }
    }
    return turned;
  }

  /// In which answers counted as in time.
  private double timedSeconds() {
    double untilGivenUp = (gaveUpNanos - schedule.timedFromNanos()) / 1e9;
    return gaveUp ? Math.clamp(untilGivenUp, 1, schedule.seconds()) : schedule.seconds();
  }

  Tally tally() {
    return new Tally(
        sent,
        accepted,
        gaveUp,
        pushes + accepted,
        (long) accepted * groups.online(),
        duplicates,
        outOfOrder + turnedRound(),
        timedAccepted,
        answeredInTime / timedSeconds(),
        deliveries.summary(),
        acks.summary(),
        lags.summary(),
        deliveries.p99OfEachSecond());
  }

  /// What a push holds, in terms of this load.
  static final class Contents {
    private final Push push;
    private final int[] numbers;
    private final long firstPosition;
    private final long lastPosition;
    private final int unordered;

    Contents(Push push, Traffic traffic) {
      List<Message> messages = push.getMessagesList();
      this.push = push;
      this.numbers = new int[messages.size()];
      long last = 0;
      int disorder = 0;
      for (int i = 0; i < numbers.length; i++) {
        Message message = messages.get(i);
        numbers[i] = traffic.number(push.getConversation(), message);
        if (i > 0 && message.getPosition() <= last) {
          disorder++;
        }
        last = message.getPosition();
      }
      this.firstPosition = numbers.length == 0 ? 0 : messages.getFirst().getPosition();
      this.lastPosition = last;
      this.unordered = disorder;
    }

    /// Whether this is about that very object.
    @SuppressWarnings(
        "ReferenceEquality") // Equal ones would have to be compared, which is the cost saved.
    boolean isOf(Push other) {
      return push == other;
    }

    int[] numbers() {
      return numbers;
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
}
