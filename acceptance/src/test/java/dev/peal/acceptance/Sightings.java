package dev.peal.acceptance;

import dev.peal.protocol.v1.Message;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What anyone was ever told to stand at a seq of an inbox, by a push or by a page. Two different
/// answers are a clash. Thread-safe.
final class Sightings {
  private final Map<Long, Map<Long, Seen>> firstByUser = new ConcurrentHashMap<>();
  private final Map<Seen, Seen> shared = new ConcurrentHashMap<>();
  private final Queue<String> clashes = new ConcurrentLinkedQueue<>();

  /// A message as someone was given it.
  record Seen(String conversation, long position, long sender, String clientId, String text) {
    static Seen of(String conversation, Message message) {
      return new Seen(
          conversation,
          message.getPosition(),
          message.getSender(),
          message.getClientId(),
          message.getContent().getText().getText());
    }
  }

  void saw(long user, long seq, String conversation, Message message) {
    Seen seen = Seen.of(conversation, message);
    Seen one = shared.computeIfAbsent(seen, same -> same);
    Seen before =
        firstByUser.computeIfAbsent(user, key -> new ConcurrentHashMap<>()).putIfAbsent(seq, one);
    if (before != null && !before.equals(seen)) {
      clashes.add("seq " + seq + " of user " + user + ": first " + before + ", then " + seen);
    }
  }

  List<String> clashes() {
    return List.copyOf(clashes);
  }
}
