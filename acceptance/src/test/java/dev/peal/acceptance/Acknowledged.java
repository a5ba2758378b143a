package dev.peal.acceptance;

import dev.peal.acceptance.Chatter.Sending;
import dev.peal.acceptance.Sightings.Seen;
import dev.peal.client.Sent;
import dev.peal.protocol.v1.Entry;
import dev.peal.protocol.v1.SeqRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All that was acknowledged in a run, as its senders were told, and what must follow from it.
final class Acknowledged {
  private final String group;
  private final boolean oneNode;
  private final Map<String, TreeMap<Long, Seen>> byConversation = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int repeated;

  /// @param group a conversation of which all users are members
  /// @param oneNode whether it ran on one node, where an inbox is in order of position as well: in
  ///   a cluster a message whose first attempt failed keeps its position and gets a later seq
  /// @param sendings each sender's in sending order, every one with an answer
  Acknowledged(String group, List<Sending> sendings, boolean oneNode) {
    this.group = group;
    this.oneNode = oneNode;
    Map<String, Long> lastPositions = new HashMap<>();
    for (Sending sending : sendings) {
      if (sending.answer().isCompletedExceptionally()) {
        faults.add("not accepted: " + sending.clientId() + ", " + sending.answer());
        continue;
      }
      Sent sent = sending.answer().join();
      repeated += sent.repeated() ? 1 : 0;
      String order = sending.sender() + " in " + sent.conversation();
      long last =
          lastPositions.merge(order, sent.position(), (before, now) -> now <= before ? -1L : now);
      if (last < 0) {
        faults.add("out of sending order: " + order + ", position " + sent.position());
        lastPositions.put(order, sent.position());
      }
      Seen seen =
          new Seen(
              sent.conversation(),
              sent.position(),
              sending.sender(),
              sending.clientId(),
              sending.content().getText().getText());
      Seen other =
          byConversation
              .computeIfAbsent(sent.conversation(), key -> new TreeMap<>())
              .putIfAbsent(sent.position(), seen);
      if (other != null) {
        faults.add("one position twice: " + other + " and " + seen);
      }
    }
  }

  /// What was wrong with the answers themselves.
  List<String> faults() {
    return faults;
  }

  /// How many answers said that an earlier send was the one that counted.
  int repeated() {
    return repeated;
  }

  int messages() {
    return byConversation.values().stream().mapToInt(Map::size).sum();
  }

  /// All messages that a user has to have, as they have to be.
  Set<Seen> of(long user) {
    Set<Seen> all = new HashSet<>();
    byConversation.forEach((conversation, messages) -> {
      if (conversation.equals(group) || isOf(user, conversation)) {
        all.addAll(messages.values());
      }
    });
    return all;
  }

  private static boolean isOf(long user, String conversation) {
    return conversation.startsWith("d")
        && List.of(conversation.substring(1).split("-")).contains(Long.toString(user));
  }

  /// What is wrong with an inbox that has settled.
  List<String> faultsOf(WireSession.Inbox inbox) {
    List<String> found = new ArrayList<>();
    if (!inbox.pending().isEmpty()) {
      found.add("pending: " + inbox.pending());
    }
    checkSeqs(inbox, found);
    checkMessages(inbox, found);
    return found.stream().map(fault -> "inbox of " + inbox.user() + ": " + fault).toList();
  }

  /// Every seq up to the latest is an entry or dead, and not both.
  private static void checkSeqs(WireSession.Inbox inbox, List<String> found) {
    TreeMap<Long, Long> ranges = new TreeMap<>();
    inbox.entries().forEach(entry -> ranges.put(entry.getSeq(), entry.getSeq()));
    if (ranges.size() != inbox.entries().size()) {
      found.add("seqs twice: " + (inbox.entries().size() - ranges.size()));
    }
    for (SeqRange range : inbox.dead()) {
      if (ranges.putIfAbsent(range.getFirst(), range.getLast()) != null) {
        found.add("dead though taken: " + range.getFirst());
      }
    }
    long next = 1;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      if (range.getKey() != next) {
        found.add("seq " + next + " expected, then comes " + range.getKey());
      }
      next = range.getValue() + 1;
    }
    if (next != inbox.latestSeq() + 1) {
      found.add("ends at " + (next - 1) + " (expected: " + inbox.latestSeq() + ")");
    }
  }

  /// The messages are those acknowledged, each once, in order of position in each conversation.
  private void checkMessages(WireSession.Inbox inbox, List<String> found) {
    Set<Seen> missing = of(inbox.user());
    Map<String, Long> lastPositions = new HashMap<>();
    for (Entry entry : inbox.entries()) {
      Seen seen = Seen.of(entry.getConversation(), entry.getMessage());
      Long before = lastPositions.put(seen.conversation(), seen.position());
      if (oneNode && before != null && before >= seen.position()) {
        found.add("position " + before + ", and then " + seen);
      }
      boolean notice = seen.clientId().startsWith("peal/");
      if (!notice && !missing.remove(seen)) {
        found.add("not acknowledged so, or twice: seq " + entry.getSeq() + ", " + seen);
      }
    }
    missing.forEach(seen -> found.add("missing: " + seen));
  }
}
