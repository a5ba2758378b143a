package dev.peal.client;

import dev.peal.protocol.v1.Content;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What waits for an answer in one conversation. Once the server asks to come again with a message,
/// nothing more goes until everything on its way has been answered and the time has passed; then
/// the first one goes alone, and each acceptance doubles how many may be on their way.
///
/// Confined to the event loop of its client.
final class Lane {
  static final int OPEN = Integer.MAX_VALUE;

  /// Not on their way, in the order in which they were submitted.
  final PriorityQueue<Pending> queued =
      new PriorityQueue<>(1, Comparator.comparingLong(Pending::number));

  int inFlight;
  int window = OPEN;

  /// Something was refused for now, and of what was on its way then not all has been answered.
  boolean settling;

  Timers.@Nullable Timer resumeTimer;
  long resumeAtNanos;

  boolean isEmpty() {
    return inFlight == 0 && queued.isEmpty();
  }

  boolean maySend() {
    return resumeTimer == null && !settling && inFlight < window;
  }

  /// One that was on its way was answered.
  void answered() {
    inFlight--;
    settling &= inFlight > 0;
  }

  void widen() {
    if (!settling) {
      window = window > OPEN / 2 ? OPEN : 2 * window;
    }
  }

  void reset() {
    cancelTimer();
    inFlight = 0;
    window = OPEN;
    settling = false;
    resumeAtNanos = 0;
  }

  void cancelTimer() {
    if (resumeTimer != null) {
      resumeTimer.cancel();
      resumeTimer = null;
    }
  }

  /// One message without an answer.
  static final class Pending {
    final String conversation;

    /// Null until it is first sent, if the outbox has to name it.
    @Nullable String clientId;

    final Content content;
    final int bytes;
    final CompletableFuture<Sent> answer = new CompletableFuture<>();
    private final long number;
    boolean mayHaveBeenSent;
    boolean inFlight;

    /// It is not sent again, whatever the answer.
    boolean abandoned;

    long frameId;
    long sentAtNanos;

    Pending(
        String conversation,
        @Nullable String clientId,
        Content content,
        boolean resend,
        long number) {
      this.conversation = conversation;
      this.clientId = clientId;
      this.content = content;
      this.bytes = content.getSerializedSize();
      this.mayHaveBeenSent = resend;
      this.number = number;
    }

    long number() {
      return number;
    }
  }
}
