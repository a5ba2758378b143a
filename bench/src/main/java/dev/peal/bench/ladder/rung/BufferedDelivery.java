package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.Delivery;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A buffer a conversation: what is in it is shown together, joined, when it has so many messages
/// or when the first of them has waited so long, whatever comes first. Buffers of one conversation
/// are shown one after the other. Thread-safe; waits only if the flushes run on the caller.
///
/// Bounded by what a conversation's lane lets through: a flush that is slow holds up nobody but the
/// flushes behind it.
final class BufferedDelivery implements Delivery {

  private final int messages;
  private final Duration wait;
  private final Alarm alarm;
  private final Executor flushes;
  private final Delivery target;
  private final Map<ConversationId, List<Batch>> buffers = new HashMap<>();
  private final Map<ConversationId, CompletableFuture<@Nullable Void>> tails = new HashMap<>();

  /// Runs something after a time, on a thread of its own.
  interface Alarm {
    void after(Duration delay, Runnable task);
  }

  BufferedDelivery(int messages, Duration wait, Alarm alarm, Executor flushes, Delivery target) {
    this.messages = messages;
    this.wait = wait;
    this.alarm = alarm;
    this.flushes = flushes;
    this.target = target;
  }

  @Override
  public void deliver(Batch batch) {
    ConversationId conversation = batch.conversation();
    List<Batch> buffer;
    boolean first;
    boolean full;
    synchronized (buffers) {
      first = !buffers.containsKey(conversation);
      buffer = buffers.computeIfAbsent(conversation, key -> new ArrayList<>());
      buffer.add(batch);
      full = buffer.stream().mapToInt(one -> one.messages().size()).sum() >= messages;
    }
    if (full) {
      flush(conversation, buffer);
    } else if (first) {
      alarm.after(wait, () -> flush(conversation, buffer));
    }
  }

  /// Shows a buffer behind those before it, unless it was already.
  private void flush(ConversationId conversation, List<Batch> buffer) {
    CompletableFuture<@Nullable Void> before;
    CompletableFuture<@Nullable Void> shown = new CompletableFuture<>();
    List<Batch> batches;
    synchronized (buffers) {
      if (!buffers.remove(conversation, buffer)) {
        return;
      }
      batches = Batches.joined(buffer);
      before = tails.getOrDefault(conversation, CompletableFuture.completedFuture(null));
      tails.put(conversation, shown);
    }
    var _ =
        before.whenCompleteAsync(
            (done, failed) -> {
              try {
                batches.forEach(target::deliver);
              } finally {
                shown.complete(null);
                forget(conversation, shown);
              }
            },
            flushes);
  }

  private void forget(ConversationId conversation, CompletableFuture<@Nullable Void> shown) {
    synchronized (buffers) {
      tails.remove(conversation, shown);
    }
  }
}
