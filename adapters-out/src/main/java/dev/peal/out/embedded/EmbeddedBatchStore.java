package dev.peal.out.embedded;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes message rows and inbox rows. The writes are not synced: the journal's record, which is,
/// goes only in a later write of the same log, so that after a power cut either the rows are there
/// or the record is.
///
/// Thread-safe; stores one after the other.
public final class EmbeddedBatchStore implements BatchStore, ParkedBatches {

  private static final byte[] INBOX_ROWS = "inbox_rows".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST_STAMP = "last_stamp".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGES = "messages".getBytes(StandardCharsets.US_ASCII);

  private final EmbeddedStore store;
  private final SentIndex sent;
  private volatile long inboxRows;
  private volatile long messages;
  private volatile long lastStamp;

  public EmbeddedBatchStore(EmbeddedStore store) {
    this.store = store;
    this.sent = new SentIndex(store);
    this.inboxRows = counter(INBOX_ROWS);
    this.messages = counter(MESSAGES);
    this.lastStamp = counter(LAST_STAMP);
  }

  private long counter(byte[] name) {
    byte[] value = store.get(Family.META, name);
    return value == null ? 0 : Keys.number(value, 0);
  }

  @Override
  public synchronized List<Batch> store(List<Batch> batches) {
    try (EmbeddedStore.Changes changes = store.changes()) {
      var writing = new Writing(changes);
      batches.forEach(writing::add);
      changes.put(Family.META, INBOX_ROWS, Keys.number(inboxRows + writing.newRows));
      changes.put(Family.META, MESSAGES, Keys.number(messages + writing.newMessages));
      changes.put(Family.META, LAST_STAMP, Keys.number(writing.lastStamp));
      store.write(changes, false);
      lastStamp = writing.lastStamp;
      inboxRows += writing.newRows;
      messages += writing.newMessages;
    }
    return List.of();
  }

  /// The highest stamp that any stored batch had.
  public long lastStamp() {
    return lastStamp;
  }

  @Override
  public long inboxRows() {
    return inboxRows;
  }

  @Override
  public long messages() {
    return messages;
  }

  @Override
  public long scanInboxRows() {
    long rows = 0;
    try (KeyIterator runs = store.iterator(Family.INBOX)) {
      for (runs.seekToFirst(); runs.isValid(); runs.next()) {
        rows += InboxRun.read(runs.key(), runs.value()).count();
      }
    }
    return rows;
  }

  @Override
  public void park(Batch batch, String why) {
    try (EmbeddedStore.Changes changes = store.changes()) {
      changes.put(Family.PARKED, Keys.parkedBatch(batch.id()), RecordCodec.encode(batch));
      store.write(changes, true);
    }
  }

  @Override
  public long count() {
    long parked = 0;
    try (KeyIterator records = store.iterator(Family.PARKED)) {
      for (records.seekToFirst(); records.isValid(); records.next()) {
        parked++;
      }
    }
    return parked;
  }

  /// One write in the making. It remembers what it adds itself, which the store does not show yet.
  private final class Writing {

    private final EmbeddedStore.Changes changes;
    private final Set<SentKey> added = new HashSet<>();
    private final Map<ReadKey, Long> read = new HashMap<>();
    private long newRows;
    private long newMessages;
    private long lastStamp = EmbeddedBatchStore.this.lastStamp;

    Writing(EmbeddedStore.Changes changes) {
      this.changes = changes;
    }

    void add(Batch batch) {
      lastStamp = Math.max(lastStamp, batch.highestStamp());
      List<Run> runs = new ArrayList<>();
      List<Message> all = batch.messages();
      for (int i = 0; i < all.size(); i++) {
        Message message = all.get(i);
        if (!isNew(message)) {
          continue;
        }
        addMessage(batch.conversation(), message);
        Run last = runs.isEmpty() ? null : runs.getLast();
        if (last != null && last.continuesWith(i, message.position())) {
          runs.set(runs.size() - 1, last.longer());
        } else {
          runs.add(new Run(i, message.position(), 1));
        }
      }
      addRows(batch, runs);
      if (!runs.isEmpty() && batch.conversation() instanceof ConversationId.Direct direct) {
        changes.put(Family.CONVERSATION, Keys.userConversation(direct.low(), direct), new byte[0]);
        changes.put(Family.CONVERSATION, Keys.userConversation(direct.high(), direct), new byte[0]);
      }
    }

    private boolean isNew(Message message) {
      return added.add(new SentKey(message.sender(), message.clientId()))
          && sent.find(message.sender(), message.clientId()).isEmpty();
    }

    private void addMessage(ConversationId conversation, Message message) {
      changes.put(
          Family.MESSAGE,
          Keys.conversation(conversation, message.position()),
          RecordCodec.encode(message));
      SentIndex.put(changes, conversation, message);
      newMessages++;
      if (message.body() instanceof Body.ReadMark(var marked, var position)) {
        raiseRead(message.sender(), marked, position);
      } else if (message.body().readable()) {
        raiseRead(message.sender(), conversation, message.position());
      }
    }

    private void raiseRead(UserId user, ConversationId conversation, long position) {
      var key = new ReadKey(user, conversation);
      long before =
          read.computeIfAbsent(key, k -> EmbeddedCursorStore.read(store, user, conversation));
      if (position > before) {
        read.put(key, position);
        changes.put(
            Family.READ_CURSOR, Keys.userConversation(user, conversation), Keys.number(position));
      }
    }

    private void addRows(Batch batch, List<Run> runs) {
      Recipients recipients = batch.recipients();
      for (Run run : runs) {
        byte[] value =
            InboxRun.value(
                batch.conversation(), run.firstPosition(), run.count(), batch.highestStamp());
        for (int r = 0; r < recipients.size(); r++) {
          changes.put(
              Family.INBOX,
              Keys.pair(recipients.user(r), recipients.firstSeq(r) + run.firstIndex()),
              value);
        }
        newRows += (long) run.count() * recipients.size();
      }
    }
  }

  /// Messages of a batch from `firstIndex` on whose positions follow each other.
  private record Run(int firstIndex, long firstPosition, int count) {
    boolean continuesWith(int index, long position) {
      return index == firstIndex + count && position == firstPosition + count;
    }

    Run longer() {
      return new Run(firstIndex, firstPosition, count + 1);
    }
  }

  private record SentKey(UserId sender, ClientMessageId clientId) {}

  private record ReadKey(UserId user, ConversationId conversation) {}
}
