package dev.peal.out.embedded;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes message rows and inbox rows. The writes are not synced: the journal's record, which is,
/// goes only in a later write of the same log, so that after a power cut either the rows are there
/// or the record is.
///
/// Thread-safe; stores one after the other.
public final class EmbeddedBatchStore implements BatchStore, ParkedBatches {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBatchStore.class);

  private static final byte[] INBOX_ROWS = "inbox_rows".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST_STAMP = "last_stamp".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGES = "messages".getBytes(StandardCharsets.US_ASCII);

  private final EmbeddedStore store;
  private final SentIndex sent;
  private volatile long inboxRows;
  private volatile long messages;
  private volatile long lastStamp;
  private final LongAdder unstorable = new LongAdder();
  private final LongAdder otherMessages = new LongAdder();

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

  /// What attempts add that lost to others follows in writes of its own, which need the rows of the
  /// others; the records are in the journal until all of it is done.
  @Override
  public synchronized List<Batch> store(List<Batch> batches) {
    List<Lost> lost;
    try (EmbeddedStore.Changes changes = store.changes()) {
      var writing = new Writing(changes);
      batches.forEach(writing::add);
      lost = writing.lost;
      List<Foreign> parked = writing.foreign.stream().filter(one -> !isParked(one.batch)).toList();
      parked.forEach(one -> putParked(changes, one.batch));
      changes.put(Family.META, INBOX_ROWS, Keys.number(inboxRows + writing.newRows));
      changes.put(Family.META, MESSAGES, Keys.number(messages + writing.newMessages));
      changes.put(Family.META, LAST_STAMP, Keys.number(writing.lastStamp));
      store.write(changes, false);
      lastStamp = writing.lastStamp;
      inboxRows += writing.newRows;
      messages += writing.newMessages;
      parked.forEach(this::complain);
    }
    lost.forEach(this::repair);
    return List.of();
  }

  private void complain(Foreign one) {
    otherMessages.increment();
    log.error(
        "Batch {} of {} has messages whose names stand for others, and is parked: {}",
        one.batch.id(),
        one.batch.conversation(),
        one.why);
  }

  /// Adds the rows of those recipients who have none: the attempt that won was for other members,
  /// and they may have been shown the message by this one. Docs:
  /// `docs/adr/0020-an-attempt-that-lost-adds-rows.md`.
  private synchronized void repair(Lost lost) {
    Batch batch = lost.batch;
    long rows = 0;
    try (EmbeddedStore.Changes changes = store.changes()) {
      byte[] value = InboxRun.value(batch.conversation(), lost.position, 1, batch.highestStamp());
      for (int r = 0; r < batch.recipients().size(); r++) {
        long user = batch.recipients().user(r);
        if (!hasRow(new UserId(user), lost)) {
          changes.put(
              Family.INBOX, Keys.pair(user, batch.recipients().firstSeq(r) + lost.place), value);
          rows++;
        }
      }
      if (rows > 0) {
        changes.put(Family.META, INBOX_ROWS, Keys.number(inboxRows + rows));
        store.write(changes, false);
        inboxRows += rows;
      }
    }
  }

  /// Reads an inbox backwards, down to the stamp of the earlier attempt: in one inbox stamps rise
  /// with seqs.
  private boolean hasRow(UserId user, Lost lost) {
    try (KeyIterator runs = store.iterator(Family.INBOX)) {
      runs.seekForPrev(Keys.pair(user.value(), Long.MAX_VALUE));
      for (; runs.isValid() && InboxRun.belongsTo(runs.key(), user); runs.prev()) {
        InboxRun run = InboxRun.read(runs.key(), runs.value());
        if (run.stamp() < lost.stamp) {
          return false;
        }
        if (run.conversation().equals(lost.batch.conversation())
            && run.firstPosition() <= lost.position
            && lost.position < run.firstPosition() + run.count()) {
          return true;
        }
      }
    }
    return false;
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
  public synchronized void park(Batch batch, String why) {
    boolean added = !isParked(batch);
    try (EmbeddedStore.Changes changes = store.changes()) {
      putParked(changes, batch);
      store.write(changes, true);
    }
    if (added) {
      unstorable.increment();
    }
  }

  private boolean isParked(Batch batch) {
    return store.get(Family.PARKED, Keys.parkedBatch(batch.id())) != null;
  }

  private static void putParked(EmbeddedStore.Changes changes, Batch batch) {
    changes.put(Family.PARKED, Keys.parkedBatch(batch.id()), RecordCodec.encode(batch));
  }

  @Override
  public long parked(Reason reason) {
    return switch (reason) {
      case UNSTORABLE -> unstorable.sum();
      case OTHER_MESSAGE -> otherMessages.sum();
    };
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
    private final Map<SentKey, SentIndex.Sent> added = new HashMap<>();
    private final List<Lost> lost = new ArrayList<>();
    private final List<Foreign> foreign = new ArrayList<>();
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
      List<String> others = new ArrayList<>();
      List<Message> all = batch.messages();
      for (int i = 0; i < all.size(); i++) {
        Message message = all.get(i);
        Optional<SentIndex.Sent> known = known(message);
        if (known.isPresent()) {
          compare(batch, i, known.get(), others);
          continue;
        }
        addMessage(batch, message);
        Run last = runs.isEmpty() ? null : runs.getLast();
        if (last != null && last.continuesWith(i, message.position())) {
          runs.set(runs.size() - 1, last.longer());
        } else {
          runs.add(new Run(i, message.position(), 1));
        }
      }
      addRows(batch, runs);
      if (!others.isEmpty()) {
        foreign.add(new Foreign(batch, String.join("; ", others)));
      }
      if (!runs.isEmpty() && batch.conversation() instanceof ConversationId.Direct direct) {
        changes.put(Family.CONVERSATION, Keys.userConversation(direct.low(), direct), new byte[0]);
        changes.put(Family.CONVERSATION, Keys.userConversation(direct.high(), direct), new byte[0]);
      }
    }

    private Optional<SentIndex.Sent> known(Message message) {
      SentIndex.Sent here = added.get(new SentKey(message.sender(), message.clientId()));
      return here == null ? sent.find(message.sender(), message.clientId()) : Optional.of(here);
    }

    /// A message that has a row is skipped only if it is the row's.
    private void compare(Batch batch, int place, SentIndex.Sent row, List<String> others) {
      Message message = batch.messages().get(place);
      boolean sameConversation = row.conversation().equals(batch.conversation());
      if (!sameConversation || row.digest() != BodyDigest.of(message.body())) {
        others.add(
            "message "
                + (place + 1)
                + ", position "
                + message.position()
                + ", sender "
                + message.sender()
                + ", client id "
                + message.clientId()
                + " has a row at "
                + row.conversation()
                + "/"
                + row.position()
                + (sameConversation ? " with another body" : ", in another conversation"));
      } else if (row.membersVersion() != batch.membersVersion()
          && row.membersVersion() != SentIndex.UNKNOWN_VERSION) {
        lost.add(
            new Lost(batch, place, row.position(), Math.min(row.stamp(), batch.highestStamp())));
      }
    }

    private void addMessage(Batch batch, Message message) {
      ConversationId conversation = batch.conversation();
      changes.put(
          Family.MESSAGE,
          Keys.conversation(conversation, message.position()),
          RecordCodec.encode(message));
      SentIndex.Sent row = SentIndex.sent(batch, message);
      SentIndex.put(changes, message, row);
      added.put(new SentKey(message.sender(), message.clientId()), row);
      newMessages++;
      if (message.body().understood() instanceof Body.ReadMark(var marked, var position)) {
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

  /// A message that lost to an attempt for other members: its place in its batch, the position of
  /// its row, and the lower one of the two attempts' stamps.
  private record Lost(Batch batch, int place, long position, long stamp) {}

  /// A batch with messages that have other rows already, and which these are.
  private record Foreign(Batch batch, String why) {}

  private record SentKey(UserId sender, ClientMessageId clientId) {}

  private record ReadKey(UserId user, ConversationId conversation) {}
}
