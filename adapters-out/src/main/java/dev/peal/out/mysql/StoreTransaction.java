package dev.peal.out.mysql;

import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.Message;
import dev.peal.domain.sequence.Lateness;
import dev.peal.domain.sequence.Partition;
import dev.peal.out.mysql.InboxStatements.Fresh;
import dev.peal.out.mysql.MessageRows.Stored;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Stores batches in one transaction, READ COMMITTED (rule 10). Confined to one thread, for one
/// call.
///
/// **Why nothing late gets in.** The transaction first locks the watermark rows of its queues, in
/// ascending order, and keeps them until it commits. [MysqlWatermarks#raise] needs such a row, so
/// the watermark that a batch is judged by is the one that stands when its rows appear. A reader
/// takes the lowest watermark of all queues and then the rows: either it sees these rows, or the
/// watermark it has is no higher than the one judged by here.
///
/// **Why the grace cannot change either.** It stands in the same rows and is read with the lock
/// ([MysqlClusterSettings#agreeOnGrace]): the one given here counts only before one was agreed on.
///
/// **Why plain reads of the epochs are enough.** [MysqlSequenceCeilings#supersede] locks the
/// watermark rows of *all* queues, also in ascending order and before it touches a bucket. So an
/// epoch is begun either before this transaction had its lock, and then the reads that follow see
/// it, each statement reading what is committed; or after this one has committed, and then
/// everything written here was there before the first number of that epoch. It never begins between
/// the judgement and the commit. That it also opens no earlier than the highest watermark is a
/// second line: a batch which was in time by its stamps when the epoch began is not late because of
/// it.
///
/// **Why no row is missed.** All attempts of a message travel through its conversation's queue, so
/// whether it has a row cannot change under the lock either.
final class StoreTransaction {

  private final Connection connection;
  private final int queues;
  private final long grace;
  private final Map<SentMessages.Key, Stored> known = new HashMap<>();
  private final Map<Integer, Tally> tallies = new TreeMap<>();
  private final List<Fresh> accepted = new ArrayList<>();
  private final List<Batch> late = new ArrayList<>();
  private final List<Parked> parked = new ArrayList<>();
  private final InboxRows inbox;

  /// What is added to a queue's counters.
  private static final class Tally {
    /// The stamp below which everything is decided.
    private final long decided;

    private long messages;
    private long inboxRows;
    private long highestStamp;

    Tally(long decided) {
      this.decided = decided;
    }
  }

  StoreTransaction(Connection connection, int queues, long grace) {
    this.connection = connection;
    this.queues = queues;
    this.grace = grace;
    this.inbox = new InboxRows(connection);
  }

  /// What came of it: the batches that are late, and those that were parked and had not been
  /// before.
  record Outcome(List<Batch> late, List<Parked> parked) {
    Outcome {
      late = List.copyOf(late);
      parked = List.copyOf(parked);
    }
  }

  /// A batch with messages that have other rows already, and which these are.
  record Parked(Batch batch, String why) {}

  /// Writes what is in time.
  Outcome store(List<Batch> batches) throws SQLException {
    lock(batches);
    known.putAll(MessageRows.find(connection, keys(batches)));
    EpochOpenings openings = EpochOpenings.read(connection, batches);
    List<Attempt> attempts = new ArrayList<>();
    for (Batch batch : batches) {
      Attempt attempt = attempt(batch);
      if (!attempt.fresh().isEmpty() && isLate(batch, openings)) {
        late.add(batch);
      } else {
        accept(attempt);
        attempts.add(attempt);
      }
    }
    write();
    for (Attempt attempt : attempts) {
      if (repair(attempt, openings)) {
        park(attempt);
      }
    }
    count();
    return new Outcome(late, parked);
  }

  private void lock(List<Batch> batches) throws SQLException {
    String wanted =
        batches.stream()
            .map(this::queueOf)
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT queue, GREATEST(watermark_us - IF(grace_us = 0, "
                    + grace
                    + ", grace_us), decided_us) FROM journal_watermark WHERE queue IN ("
                    + wanted
                    + ") ORDER BY queue FOR UPDATE")) {
      while (rows.next()) {
        tallies.put(rows.getInt(1), new Tally(rows.getLong(2)));
      }
    }
  }

  private int queueOf(Batch batch) {
    return Partition.of(batch.conversation(), queues);
  }

  private Tally tallyOf(Batch batch) {
    Tally tally = tallies.get(queueOf(batch));
    if (tally == null) {
      throw new StoreUnavailable(
          "mysql: journal_watermark: no row for queue " + queueOf(batch), true);
    }
    return tally;
  }

  private static List<SentMessages.Key> keys(List<Batch> batches) {
    return batches.stream()
        .flatMap(batch -> batch.messages().stream())
        .map(StoreTransaction::key)
        .distinct()
        .toList();
  }

  private static SentMessages.Key key(Message message) {
    return new SentMessages.Key(message.sender(), message.clientId());
  }

  /// A batch, the places of its messages that have no row, those that lost to another attempt of
  /// the same message, and what is said of those whose row is another message's.
  private record Attempt(
      Batch batch, List<Integer> fresh, List<Repair.Lost> lost, List<String> foreign) {}

  private Attempt attempt(Batch batch) {
    Attempt attempt = new Attempt(batch, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<SentMessages.Key, Message> seen = new HashMap<>();
    for (int i = 0; i < batch.messages().size(); i++) {
      Message message = batch.messages().get(i);
      SentMessages.Key key = key(message);
      Message twin = seen.putIfAbsent(key, message);
      Stored stored = known.get(key);
      if (twin != null) {
        if (!twin.body().equals(message.body())) {
          attempt.foreign().add(foreign(i, message) + " stands in the batch with another body");
        }
      } else if (stored == null) {
        attempt.fresh().add(i);
      } else {
        compare(attempt, i, message, stored);
      }
    }
    return attempt;
  }

  /// A message that has a row is skipped only if it is the row's.
  private static void compare(Attempt attempt, int place, Message message, Stored stored) {
    boolean sameConversation = stored.conversation().equals(attempt.batch().conversation());
    if (sameConversation && stored.digest() == BodyDigest.of(message.body())) {
      attempt.lost().add(new Repair.Lost(place, stored.position(), stored.membersVersion()));
    } else {
      attempt
          .foreign()
          .add(
              foreign(place, message)
                  + " has a row at "
                  + stored.conversation()
                  + "/"
                  + stored.position()
                  + (sameConversation ? " with another body" : ", in another conversation"));
    }
  }

  private static String foreign(int place, Message message) {
    return "message "
        + (place + 1)
        + ", position "
        + message.position()
        + ", sender "
        + message.sender()
        + ", client id "
        + message.clientId();
  }

  private boolean isLate(Batch batch, EpochOpenings openings) {
    return Lateness.isLate(
        batch.lowestStamp(), batch.epochs(), openings, tallyOf(batch).decided, 0);
  }

  /// From here on the messages count as stored, also for the batches behind this one.
  private void accept(Attempt attempt) {
    Batch batch = attempt.batch();
    if (attempt.fresh().isEmpty()) {
      return;
    }
    accepted.add(new Fresh(batch, attempt.fresh()));
    for (int place : attempt.fresh()) {
      Message message = batch.messages().get(place);
      known.put(
          key(message),
          new Stored(
              batch.conversation(),
              message.position(),
              BodyDigest.of(message.body()),
              batch.membersVersion()));
    }
    Tally tally = tallyOf(batch);
    tally.messages += attempt.fresh().size();
    tally.highestStamp = Math.max(tally.highestStamp, batch.highestStamp());
    tally.inboxRows += (long) attempt.fresh().size() * batch.recipients().size();
  }

  private void write() throws SQLException {
    MessageRows rows = new MessageRows(connection);
    ReadPositions read = new ReadPositions();
    for (Fresh fresh : accepted) {
      for (int place : fresh.places()) {
        Message message = fresh.batch().messages().get(place);
        rows.add(fresh.batch(), message, Objects.requireNonNull(known.get(key(message))).digest());
        read.add(fresh.batch().conversation(), message);
      }
    }
    rows.flush();
    inbox.write(accepted);
    read.write(connection);
  }

  /// A late batch goes again also when only a repair is left of it, so that nobody's row depends on
  /// a clock. Whether it is done with.
  private boolean repair(Attempt attempt, EpochOpenings openings) throws SQLException {
    Batch batch = attempt.batch();
    Repair repair = Repair.find(connection, batch, attempt.lost());
    if (repair.isEmpty()) {
      return true;
    }
    if (isLate(batch, openings)) {
      late.add(batch);
      return false;
    }
    long before = inbox.written();
    repair.write(inbox);
    tallyOf(batch).inboxRows += inbox.written() - before;
    return true;
  }

  /// Keeps the whole record, in this transaction: what is not stored of it was acknowledged.
  private void park(Attempt attempt) throws SQLException {
    if (!attempt.foreign().isEmpty()) {
      String why = String.join("; ", attempt.foreign());
      if (ParkedRows.add(connection, attempt.batch(), why)) {
        parked.add(new Parked(attempt.batch(), why));
      }
    }
  }

  private void count() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (Map.Entry<Integer, Tally> queue : tallies.entrySet()) {
        Tally tally = queue.getValue();
        if (tally.messages > 0 || tally.inboxRows > 0) {
          statement.executeUpdate(
              "UPDATE journal_watermark SET messages = messages + "
                  + tally.messages
                  + ", inbox_rows = inbox_rows + "
                  + tally.inboxRows
                  + ", highest_stamp_us = GREATEST(highest_stamp_us, "
                  + tally.highestStamp
                  + ") WHERE queue = "
                  + queue.getKey());
        }
      }
    }
  }
}
