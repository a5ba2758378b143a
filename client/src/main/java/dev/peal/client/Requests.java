package dev.peal.client;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.History;
import dev.peal.protocol.v1.HistoryPage;
import dev.peal.protocol.v1.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Questions that live and die with their session: history and read marks. Both may be asked again
/// without harm, so they are not kept over a reconnect. Confined to the event loop of its client.
final class Requests {
  private static final int MOST = 256;

  private final Map<Long, CompletableFuture<HistoryPage>> histories = new HashMap<>(2);
  private final Map<Long, CompletableFuture<@Nullable Void>> reads = new HashMap<>(2);
  private @Nullable Wire wire;

  void online(Wire newWire) {
    wire = newWire;
  }

  void offline() {
    wire = null;
    List<CompletableFuture<?>> left = new ArrayList<>(histories.values());
    left.addAll(reads.values());
    histories.clear();
    reads.clear();
    for (CompletableFuture<?> answer : left) {
      answer.completeExceptionally(new NotConnected("the session ended before the answer"));
    }
  }

  CompletableFuture<HistoryPage> history(String conversation, long before, int limit) {
    return ask(
        histories,
        () ->
            ClientFrame.newBuilder()
                .setHistory(
                    History.newBuilder()
                        .setConversation(conversation)
                        .setBefore(before)
                        .setLimit(limit)));
  }

  CompletableFuture<@Nullable Void> read(String conversation, long position) {
    return ask(
        reads,
        () ->
            ClientFrame.newBuilder()
                .setRead(Read.newBuilder().setConversation(conversation).setPosition(position)));
  }

  void answered(long replyTo, HistoryPage page) {
    CompletableFuture<HistoryPage> answer = histories.remove(replyTo);
    if (answer != null) {
      answer.complete(page);
    }
  }

  /// An acceptance that belongs to no message.
  void accepted(long replyTo) {
    CompletableFuture<@Nullable Void> answer = reads.remove(replyTo);
    if (answer != null) {
      answer.complete(null);
    }
  }

  /// Answers whether the error is of one of these.
  boolean refused(long replyTo, Error error) {
    CompletableFuture<?> answer = histories.remove(replyTo);
    if (answer == null) {
      answer = reads.remove(replyTo);
    }
    return answer != null && answer.completeExceptionally(new RequestRefused(error));
  }

  private <T extends @Nullable Object> CompletableFuture<T> ask(
      Map<Long, CompletableFuture<T>> kind, Supplier<ClientFrame.Builder> frame) {
    if (wire == null) {
      return CompletableFuture.failedFuture(new NotConnected("there is no session"));
    }
    if (histories.size() + reads.size() >= MOST) {
      return CompletableFuture.failedFuture(new OutboxFull(MOST, 0));
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    kind.put(wire.write(frame.get()), answer);
    return answer;
  }
}
