package dev.peal.out.mysql;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.domain.message.Batch;
import dev.peal.out.record.RecordCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Message rows and inbox rows in MySQL, written as [StoreTransaction] says, and the batches that
/// cannot be. Stateless, thread-safe; stores of one queue wait for each other.
public final class MysqlBatchStore implements BatchStore, ParkedBatches {

  private static final int LONGEST_REASON = 1_000;

  private final MysqlDatabase database;
  private final int queues;
  private final long graceMicros;

  /// `queues` is how many the journal has, `graceMicros` how long after its stamp a batch may still
  /// be stored. The database stays its caller's to close.
  public MysqlBatchStore(MysqlDatabase database, int queues, long graceMicros) {
    this.database = database;
    this.queues = queues;
    this.graceMicros = graceMicros;
  }

  /// One transaction. A batch that holds a seq of another message, or a message at the position of
  /// another one, fails with something else than `StoreUnavailable` and is to be parked; the others
  /// of the call are not written either then.
  @Override
  public List<Batch> store(List<Batch> batches) {
    if (batches.isEmpty()) {
      return List.of();
    }
    return database.transact(
        "store " + batches.size() + " batches",
        session -> new StoreTransaction(session.connection(), queues, graceMicros).store(batches));
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
    int ignored =
        database.write(
            "park a batch",
            session -> {
              try (PreparedStatement insert =
                  session
                      .connection()
                      .prepareStatement(
                          "INSERT INTO parked_batch"
                              + " (batch_id, conversation, reason, record, parked_at_ms)"
                              + " VALUES (?, ?, LEFT(?, "
                              + LONGEST_REASON
                              + "), ?, FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000))"
                              + " ON DUPLICATE KEY UPDATE batch_id = VALUES(batch_id)")) {
                insert.setLong(1, batch.id());
                insert.setString(2, batch.conversation().toString());
                insert.setString(3, why);
                insert.setBytes(4, RecordCodec.encode(batch));
                return insert.executeUpdate();
              }
            });
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
