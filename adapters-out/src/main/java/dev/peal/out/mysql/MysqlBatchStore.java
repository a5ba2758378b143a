package dev.peal.out.mysql;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import dev.peal.domain.sequence.Partition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Message rows and inbox rows in MySQL, written as [StoreTransaction] says, and the batches that
/// cannot be. Thread-safe; stores of one queue wait for each other.
public final class MysqlBatchStore implements BatchStore, ParkedBatches {

  private static final Logger log = LoggerFactory.getLogger(MysqlBatchStore.class);

  private final MysqlDatabase database;
  private final int queues;
  private final long graceMicros;
  private final LongAdder unstorable = new LongAdder();
  private final LongAdder otherMessages = new LongAdder();

  /// Of each queue, the batch that failed last when it was alone; 0 at first.
  private final AtomicLongArray failedAlone;

  /// `queues` is how many the journal has, `graceMicros` how long after its stamp a batch may still
  /// be stored. The database stays its caller's to close.
  public MysqlBatchStore(MysqlDatabase database, int queues, long graceMicros) {
    this.database = database;
    this.queues = queues;
    this.graceMicros = graceMicros;
    this.failedAlone = new AtomicLongArray(queues);
  }

  /// One transaction. A batch that failed alone has more time when it comes again: it cannot be
  /// tried in smaller portions. A batch that holds a seq of another message, or a message at the
  /// position of another one, fails with something else than `StoreUnavailable` and is to be
  /// parked; the others of the call are not written either then.
  @Override
  public List<Batch> store(List<Batch> batches) {
    if (batches.isEmpty()) {
      return List.of();
    }
    Session.Work<StoreTransaction.Outcome> work =
        session -> new StoreTransaction(session.connection(), queues, graceMicros).store(batches);
    StoreTransaction.Outcome outcome =
        batches.size() == 1
            ? alone(batches.getFirst(), work)
            : database.transact("store " + batches.size() + " batches", work);
    outcome.parked().forEach(this::complain);
    return outcome.late();
  }

  private StoreTransaction.Outcome alone(Batch batch, Session.Work<StoreTransaction.Outcome> work) {
    int queue = Partition.of(batch.conversation(), queues);
    try {
      return failedAlone.get(queue) == batch.id()
          ? database.transactPatiently("store a batch", work)
          : database.transact("store a batch", work);
    } catch (StoreUnavailable failure) {
      failedAlone.set(queue, batch.id());
      throw failure;
    }
  }

  private void complain(StoreTransaction.Parked one) {
    otherMessages.increment();
    log.error(
        "Batch {} of {} has messages whose names stand for others, and is parked: {}",
        one.batch().id(),
        one.batch().conversation(),
        one.why());
  }

  @Override
  public long inboxRows() {
    return number("SELECT COALESCE(SUM(inbox_rows), 0) FROM journal_watermark");
  }

  @Override
  public long messages() {
    return number("SELECT COALESCE(SUM(messages), 0) FROM journal_watermark");
  }

  @Override
  public long scanInboxRows() {
    return number("SELECT COUNT(*) FROM inbox");
  }

  @Override
  public void park(Batch batch, String why) {
    boolean added =
        database.transact(
            "park a batch", session -> ParkedRows.add(session.connection(), batch, why));
    if (added) {
      unstorable.increment();
    }
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
    return number("SELECT COUNT(*) FROM parked_batch");
  }

  private long number(String query) {
    return database.read(
        "count",
        session -> {
          try (Statement statement = session.connection().createStatement();
              ResultSet rows = statement.executeQuery(query)) {
            return only(rows);
          }
        });
  }

  private static long only(ResultSet rows) throws SQLException {
    return rows.next() ? rows.getLong(1) : 0;
  }
}
