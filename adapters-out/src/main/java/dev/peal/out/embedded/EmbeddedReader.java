package dev.peal.out.embedded;

import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.MessageReader;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads inboxes and conversations. Each call sees the store as it was when it began. Thread-safe.
public final class EmbeddedReader implements InboxReader, MessageReader {

  private final EmbeddedStore store;
  private final LongSupplier watermark;

  /// `watermark` is the ledger's.
  public EmbeddedReader(EmbeddedStore store, LongSupplier watermark) {
    this.store = store;
    this.watermark = watermark;
  }

  @Override
  public long watermark() {
    return watermark.getAsLong();
  }

  /// The ledger knows of every allotment whether it is decided, so there is nothing to wait for.
  @Override
  public long grace() {
    return 0;
  }

  @Override
  public Rows rowsAbove(UserId user, long afterSeq, int limit, int maxBytes) {
    if (afterSeq == Long.MAX_VALUE) {
      return new Rows(List.of(), false);
    }
    List<Row> rows = new ArrayList<>();
    int bytes = 0;
    try (KeyIterator runs = store.iterator(Family.INBOX);
        KeyIterator messages = store.iterator(Family.MESSAGE)) {
      seekToRunOf(runs, user, afterSeq + 1);
      for (; runs.isValid() && InboxRun.belongsTo(runs.key(), user); runs.next()) {
        InboxRun run = InboxRun.read(runs.key(), runs.value());
        int skipped = (int) Math.max(0, afterSeq + 1 - run.firstSeq());
        messages.seek(Keys.conversation(run.conversation(), run.firstPosition() + skipped));
        for (int i = skipped; i < run.count(); i++, messages.next()) {
          if (rows.size() >= limit || bytes >= maxBytes) {
            return new Rows(rows, true);
          }
          byte[] value = valueAt(messages, run, i);
          bytes += value.length;
          Message message = RecordCodec.decodeMessage(value);
          rows.add(new Row(run.firstSeq() + i, run.stamp(), run.conversation(), message));
        }
      }
    }
    return new Rows(rows, false);
  }

  /// Moves to the run that holds `seq`, or else to the first one above it.
  private static void seekToRunOf(KeyIterator runs, UserId user, long seq) {
    runs.seekForPrev(Keys.pair(user.value(), seq));
    if (runs.isValid()
        && InboxRun.belongsTo(runs.key(), user)
        && InboxRun.read(runs.key(), runs.value()).lastSeq() >= seq) {
      return;
    }
    runs.seek(Keys.pair(user.value(), seq));
  }

  private static byte[] valueAt(KeyIterator messages, InboxRun run, int i) {
    long position = run.firstPosition() + i;
    if (!messages.isValid()
        || !Arrays.equals(messages.key(), Keys.conversation(run.conversation(), position))) {
      throw new IllegalStateException(
          "message "
              + position
              + " of "
              + run.conversation()
              + " is missing though inbox "
              + run.user()
              + " has a row for it");
    }
    return messages.value();
  }

  @Override
  public long latestSeq(UserId user) {
    return lastRun(store, user).map(InboxRun::lastSeq).orElse(0L);
  }

  static Optional<InboxRun> lastRun(EmbeddedStore store, UserId user) {
    try (KeyIterator runs = store.iterator(Family.INBOX)) {
      runs.seekForPrev(Keys.pair(user.value(), Long.MAX_VALUE));
      return runs.isValid() && InboxRun.belongsTo(runs.key(), user)
          ? Optional.of(InboxRun.read(runs.key(), runs.value()))
          : Optional.empty();
    }
  }

  @Override
  public Answer<History> before(
      UserId reader, ConversationId conversation, long beforePosition, int limit, int maxBytes) {
    return forMember(
        reader, conversation, () -> history(conversation, beforePosition, limit, maxBytes));
  }

  /// Reads for a member: asked first, so that strangers cost nothing, and once more after the rows
  /// were read, which is what counts.
  private <T> Answer<T> forMember(UserId reader, ConversationId conversation, Supplier<T> reading) {
    Answer<T> before = refusal(reader, conversation);
    if (before != null) {
      return before;
    }
    T found = reading.get();
    Answer<T> after = refusal(reader, conversation);
    return after != null ? after : new Answer.Found<>(found);
  }

  private <T> @Nullable Answer<T> refusal(UserId reader, ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Direct direct ->
          direct.isOf(reader) && hasAccount(direct.low()) && hasAccount(direct.high())
              ? null
              : new Answer.NoSuchConversation<>();
      case ConversationId.Group(var group) -> {
        if (store.get(Family.GROUP_MEMBER, Keys.pair(group.value(), reader.value())) != null) {
          yield null;
        }
        yield isActive(group) ? new Answer.NotAMember<>() : new Answer.NoSuchConversation<>();
      }
    };
  }

  private boolean hasAccount(UserId user) {
    return store.get(Family.ACCOUNT, Keys.number(user.value())) != null;
  }

  private boolean isActive(GroupId group) {
    byte[] value = store.get(Family.GROUP, Keys.number(group.value()));
    return value != null && !GroupRecords.group(group, value).getDismissed();
  }

  private History history(
      ConversationId conversation, long beforePosition, int limit, int maxBytes) {
    List<Message> found = new ArrayList<>();
    int bytes = 0;
    byte[] prefix = prefix(conversation);
    try (KeyIterator messages = store.iterator(Family.MESSAGE)) {
      messages.seekForPrev(Keys.conversation(conversation, Math.max(0, beforePosition - 1)));
      for (; messages.isValid() && Keys.startsWith(messages.key(), prefix); messages.prev()) {
        if (found.size() >= limit || bytes >= maxBytes) {
          return new History(found, true);
        }
        byte[] value = messages.value();
        bytes += value.length;
        found.add(RecordCodec.decodeMessage(value));
      }
    }
    return new History(found, false);
  }

  @Override
  public Answer<Long> lastPosition(UserId reader, ConversationId conversation) {
    return forMember(reader, conversation, () -> lastPosition(store, conversation));
  }

  static long lastPosition(EmbeddedStore store, ConversationId conversation) {
    try (KeyIterator messages = store.iterator(Family.MESSAGE)) {
      messages.seekForPrev(Keys.conversation(conversation, Long.MAX_VALUE));
      return messages.isValid() && Keys.startsWith(messages.key(), prefix(conversation))
          ? Keys.number(messages.key(), Keys.CONVERSATION_BYTES)
          : 0;
    }
  }

  @Override
  public List<ConversationId.Direct> directConversations(UserId user) {
    List<ConversationId.Direct> found = new ArrayList<>();
    byte[] prefix = Keys.number(user.value());
    try (KeyIterator rows = store.iterator(Family.CONVERSATION)) {
      for (rows.seek(prefix); rows.isValid() && Keys.startsWith(rows.key(), prefix); rows.next()) {
        ByteBuffer key = ByteBuffer.wrap(rows.key()).position(Long.BYTES);
        if (Keys.conversation(key) instanceof ConversationId.Direct direct) {
          found.add(direct);
        }
      }
    }
    return found;
  }

  private static byte[] prefix(ConversationId conversation) {
    ByteBuffer prefix = ByteBuffer.allocate(Keys.CONVERSATION_BYTES);
    Keys.put(prefix, conversation);
    return prefix.array();
  }
}
