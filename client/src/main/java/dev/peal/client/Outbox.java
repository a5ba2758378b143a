package dev.peal.client;

import dev.peal.client.Lane.Pending;
import dev.peal.protocol.v1.Abandon;
import dev.peal.protocol.v1.Accepted;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Send;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends messages until each has its answer, in the order in which they were submitted, whatever
/// happens to the connection in between (promises P3 and P4): what had no answer when a session
/// ended goes again on the next one, in order and marked as a resend; what was refused for now goes
/// again later, and what follows it in its conversation waits behind it.
///
/// Bounded by [OutboxSettings]; at the bound a message is not taken. Confined to the event loop of
/// its client.
final class Outbox {
  static final int MAX_CONTENT_BYTES = 64 * 1024;
  private static final long LEAST_RETRY_MILLIS = 20;
  private static final Set<Code> FOR_NOW =
      EnumSet.of(Code.OVERLOADED, Code.OUT_OF_ORDER, Code.UNAVAILABLE);

  private final OutboxSettings settings;
  private final Timers timers;
  private final Supplier<String> names;

  /// By number, in order.
  private final Map<Long, Pending> pending = new LinkedHashMap<>(4);

  private final Map<String, Pending> named = new HashMap<>(4);
  private final Map<String, Lane> lanes = new HashMap<>(4);
  private @Nullable Wire wire;
  private long bytes;
  private long submitted;

  /// @param names gives a client id that no message has
  Outbox(OutboxSettings settings, Timers timers, Supplier<String> names) {
    this.settings = settings;
    this.timers = timers;
    this.names = names;
  }

  /// @param clientId null for one that is given when the message first goes out: the time in it is
  ///   then later than whatever held the message up
  /// @param resend whether this client id may have been sent by an earlier life of this client
  CompletableFuture<Sent> submit(
      String conversation, @Nullable String clientId, Content content, boolean resend) {
    Pending earlier = clientId == null ? null : named.get(clientId);
    if (earlier != null) {
      return earlier.conversation.equals(conversation) && earlier.content.equals(content)
          ? earlier.answer
          : CompletableFuture.failedFuture(
              new SendRefused(
                  Code.CLIENT_ID_REUSED,
                  "send.client_id: " + clientId + " is another message that is on its way",
                  "send.client_id"));
    }
    Pending message = new Pending(conversation, clientId, content, resend, submitted);
    if (message.bytes > MAX_CONTENT_BYTES) {
      return CompletableFuture.failedFuture(
          new SendRefused(
              Code.TOO_LARGE,
              "send.content: " + message.bytes + " bytes (expected: at most 65536)",
              "send.content"));
    }
    if (pending.size() >= settings.maxMessages() || bytes + message.bytes > settings.maxBytes()) {
      return CompletableFuture.failedFuture(new OutboxFull(pending.size(), bytes));
    }
    submitted++;
    bytes += message.bytes;
    pending.put(message.number(), message);
    if (clientId != null) {
      named.put(clientId, message);
    }
    Lane lane = lanes.computeIfAbsent(conversation, key -> new Lane());
    lane.queued.add(message);
    drain(lane);
    return message.answer;
  }

  /// A session logged in: everything without an answer goes again, in order over all conversations,
  /// since one of them may be named in two ways.
  void online(Wire newWire) {
    wire = newWire;
    for (Pending message : new ArrayList<>(pending.values())) {
      Lane lane = lanes.get(message.conversation);
      if (lane != null && lane.queued.remove(message)) {
        write(lane, message, newWire);
      }
    }
  }

  /// The session ended.
  void offline() {
    wire = null;
    for (Lane lane : lanes.values()) {
      lane.reset();
    }
    for (Pending message : new ArrayList<>(pending.values())) {
      if (message.inFlight && message.abandoned) {
        message.inFlight = false;
        giveUp(message);
      } else if (message.inFlight) {
        message.inFlight = false;
        lane(message).queued.add(message);
      }
    }
  }

  /// Gives a message up: it is not sent again. One that may have been sent is given up at the
  /// server too, so that those behind it there need not wait for it. One that is on its way keeps
  /// its answer, if that is an acceptance.
  void abandon(String clientId) {
    Pending message = named.get(clientId);
    if (message == null || message.abandoned) {
      return;
    }
    message.abandoned = true;
    if (message.mayHaveBeenSent && wire != null) {
      long ignored =
          wire.write(
              ClientFrame.newBuilder()
                  .setAbandon(
                      Abandon.newBuilder()
                          .setConversation(message.conversation)
                          .setClientId(clientId)));
    }
    if (!message.inFlight) {
      giveUp(message);
    }
  }

  private void giveUp(Pending message) {
    Lane lane = lane(message);
    forget(message, lane);
    drain(lane);
    message.answer.completeExceptionally(
        new SendAbandoned(Objects.requireNonNull(message.clientId)));
  }

  /// Answers whether the acceptance is of a message of this outbox.
  boolean accepted(Accepted accepted) {
    Pending message = named.get(accepted.getClientId());
    if (message == null) {
      return false;
    }
    Lane lane = lane(message);
    forget(message, lane);
    lane.widen();
    drain(lane);
    message.answer.complete(
        new Sent(accepted.getConversation(), accepted.getPosition(), accepted.getRepeated()));
    return true;
  }

  /// Answers whether the error is of a message of this outbox.
  boolean refused(long replyTo, Error error) {
    Pending message = find(replyTo, error.getClientId());
    if (message == null) {
      return false;
    }
    Lane lane = lane(message);
    if (isForNow(error) && message.abandoned) {
      giveUp(message);
    } else if (isForNow(error)) {
      pause(lane, message, error.getRetryAfterMs());
    } else {
      forget(message, lane);
      drain(lane);
      message.answer.completeExceptionally(new SendRefused(error));
    }
    return true;
  }

  /// Whether a message has been on its way for longer than the answer may take.
  boolean isOverdue() {
    long now = timers.nanoTime();
    long limit = settings.answerTimeout().toNanos();
    for (Pending message : pending.values()) {
      if (message.inFlight && now - message.sentAtNanos > limit) {
        return true;
      }
    }
    return false;
  }

  /// The client stopped: nothing more is sent.
  void stop() {
    offline();
    List<Pending> left = new ArrayList<>(pending.values());
    pending.clear();
    named.clear();
    lanes.clear();
    bytes = 0;
    for (Pending message : left) {
      message.answer.completeExceptionally(
          new NotConnected(
              "the client stopped before "
                  + (message.clientId == null ? "a message" : "message " + message.clientId)
                  + " was answered"));
    }
  }

  private static boolean isForNow(Error error) {
    return FOR_NOW.contains(error.getCode()) || error.getRetryAfterMs() > 0;
  }

  private @Nullable Pending find(long replyTo, String clientId) {
    Pending byName = named.get(clientId);
    if (byName != null || replyTo == 0) {
      return byName;
    }
    for (Pending message : pending.values()) {
      if (message.inFlight && message.frameId == replyTo) {
        return message;
      }
    }
    return null;
  }

  private Lane lane(Pending message) {
    return lanes.computeIfAbsent(message.conversation, key -> new Lane());
  }

  private void forget(Pending message, Lane lane) {
    pending.remove(message.number());
    named.remove(message.clientId);
    bytes -= message.bytes;
    if (message.inFlight) {
      message.inFlight = false;
      lane.answered();
    } else {
      lane.queued.remove(message);
    }
    if (lane.isEmpty()) {
      lane.cancelTimer();
      lanes.remove(message.conversation);
    }
  }

  private void pause(Lane lane, Pending message, long retryAfterMillis) {
    if (!message.inFlight) {
      return;
    }
    message.inFlight = false;
    lane.settling = true;
    lane.window = 1;
    lane.answered();
    lane.queued.add(message);
    long delay = TimeUnit.MILLISECONDS.toNanos(Math.max(LEAST_RETRY_MILLIS, retryAfterMillis));
    long resumeAt = timers.nanoTime() + delay;
    if (lane.resumeTimer != null && resumeAt <= lane.resumeAtNanos) {
      return;
    }
    lane.cancelTimer();
    lane.resumeAtNanos = resumeAt;
    lane.resumeTimer =
        timers.after(
            delay,
            () -> {
              lane.resumeTimer = null;
              drain(lane);
            });
  }

  private void drain(Lane lane) {
    while (wire != null && lane.maySend()) {
      Pending next = lane.queued.poll();
      if (next == null) {
        return;
      }
      write(lane, next, wire);
    }
  }

  private void write(Lane lane, Pending message, Wire to) {
    String clientId = message.clientId;
    if (clientId == null) {
      clientId = names.get();
      message.clientId = clientId;
      named.put(clientId, message);
    }
    Send.Builder send =
        Send.newBuilder()
            .setConversation(message.conversation)
            .setClientId(clientId)
            .setContent(message.content)
            .setResend(message.mayHaveBeenSent);
    message.mayHaveBeenSent = true;
    message.inFlight = true;
    message.sentAtNanos = timers.nanoTime();
    lane.inFlight++;
    message.frameId = to.write(ClientFrame.newBuilder().setSend(send));
  }
}
