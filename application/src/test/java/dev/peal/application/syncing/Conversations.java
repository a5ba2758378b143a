package dev.peal.application.syncing;

import static dev.peal.application.contract.BatchSamples.message;

import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.MessageReader;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Conversations with members, messages and cursors, in memory.
final class Conversations implements MessageReader, CursorStore {

  private final Map<ConversationId, Members> members = new HashMap<>();
  private final Map<ConversationId, List<Message>> messages = new HashMap<>();
  private final Map<String, Long> cursors = new HashMap<>();
  private int messagesRead;

  void members(ConversationId conversation, long... users) {
    members.put(conversation, Members.of(1, users));
  }

  /// Adds a text as the next message.
  void say(ConversationId conversation, long sender) {
    say(conversation, sender, new Body.Text("text"));
  }

  void say(ConversationId conversation, long sender, Body body) {
    List<Message> said = messages.computeIfAbsent(conversation, id -> new ArrayList<>());
    long position = said.size() + 1L;
    Message plain = message(position, sender, "m" + position, body);
    said.add(new Message(position, plain.sender(), plain.clientId(), 1_700_000_000_000L, body));
  }

  void saidAt(ConversationId conversation, long sentAtMillis) {
    messages
        .get(conversation)
        .replaceAll(old ->
            new Message(old.position(), old.sender(), old.clientId(), sentAtMillis, old.body()));
  }

  void read(UserId user, ConversationId conversation, long position) {
    cursors.put(user + " " + conversation, position);
  }

  /// Messages that were read so far.
  int messagesRead() {
    return messagesRead;
  }

  private <T> Answer<T> forMember(UserId reader, ConversationId conversation, Supplier<T> reading) {
    if (conversation instanceof ConversationId.Direct direct) {
      return direct.isOf(reader)
          ? new Answer.Found<>(reading.get())
          : new Answer.NoSuchConversation<>();
    }
    Members known = members.get(conversation);
    if (known == null) {
      return new Answer.NoSuchConversation<>();
    }
    return known.contains(reader) ? new Answer.Found<>(reading.get()) : new Answer.NotAMember<>();
  }

  @Override
  public Answer<History> before(
      UserId reader, ConversationId conversation, long beforePosition, int limit, int maxBytes) {
    return forMember(reader, conversation, () -> history(conversation, beforePosition, limit));
  }

  private History history(ConversationId conversation, long beforePosition, int limit) {
    List<Message> below =
        messages.getOrDefault(conversation, List.of()).reversed().stream()
            .filter(message -> message.position() < beforePosition)
            .toList();
    List<Message> page = below.subList(0, Math.min(limit, below.size()));
    messagesRead += page.size();
    return new History(page, page.size() < below.size());
  }

  @Override
  public Answer<Long> lastPosition(UserId reader, ConversationId conversation) {
    return forMember(
        reader, conversation, () -> (long) messages.getOrDefault(conversation, List.of()).size());
  }

  @Override
  public List<ConversationId.Direct> directConversations(UserId user) {
    return messages.keySet().stream()
        .filter(ConversationId.Direct.class::isInstance)
        .map(ConversationId.Direct.class::cast)
        .filter(direct -> direct.low().equals(user) || direct.high().equals(user))
        .toList();
  }

  @Override
  public long delivered(UserId user, DeviceName device) {
    return cursors.getOrDefault(user + " " + device, 0L);
  }

  @Override
  public void raiseDelivered(UserId user, DeviceName device, long seq) {
    cursors.merge(user + " " + device, seq, Math::max);
  }

  @Override
  public long readPosition(UserId user, ConversationId conversation) {
    return cursors.getOrDefault(user + " " + conversation, 0L);
  }
}
