package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.JOURNAL_WATERMARK;

import dev.peal.application.port.out.Watermarks;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.OptionalLong;

/// One row a queue, which [MysqlClusterSettings#agree] made. A raise waits while a batch of the
/// queue is being stored, since that holds the row: whether the batch is late cannot change under
/// it. Stateless, thread-safe.
public final class MysqlWatermarks implements Watermarks {

  private final MysqlDatabase database;
  private final int queues;

  /// The database stays its caller's to close.
  public MysqlWatermarks(MysqlDatabase database, int queues) {
    this.database = database;
    this.queues = queues;
  }

  @Override
  public int queues() {
    return queues;
  }

  @Override
  public void raise(int queue, long stampMicros) {
    check(queue);
    int ignored =
        database.write(
            "raise the watermark of queue " + queue,
            session ->
                session
                    .sql()
                    .update(JOURNAL_WATERMARK)
                    .set(JOURNAL_WATERMARK.WATERMARK_US, stampMicros)
                    .where(JOURNAL_WATERMARK.QUEUE.eq(queue))
                    .and(JOURNAL_WATERMARK.WATERMARK_US.lt(stampMicros))
                    .execute());
  }

  @Override
  public long of(int queue) {
    check(queue);
    return database.read(
        "read the watermark of queue " + queue,
        session ->
            session
                .sql()
                .select(JOURNAL_WATERMARK.WATERMARK_US)
                .from(JOURNAL_WATERMARK)
                .where(JOURNAL_WATERMARK.QUEUE.eq(queue))
                .fetchOptional(JOURNAL_WATERMARK.WATERMARK_US)
                .orElse(0L));
  }

  @Override
  public long[] all() {
    return database.read(
        "read the watermarks",
        session -> {
          long[] all = new long[queues];
          session
              .sql()
              .select(JOURNAL_WATERMARK.QUEUE, JOURNAL_WATERMARK.WATERMARK_US)
              .from(JOURNAL_WATERMARK)
              .where(JOURNAL_WATERMARK.QUEUE.lt(queues))
              .forEach(row -> all[row.value1()] = row.value2());
          return all;
        });
  }

  /// The row is locked while a batch of the queue is being stored, or its watermark raised.
  @Override
  public OptionalLong progress(int queue) {
    check(queue);
    return database.transact(
        "look at the progress of queue " + queue,
        session -> {
          try (Statement statement = session.connection().createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "SELECT watermark_us + messages + inbox_rows FROM journal_watermark"
                          + " WHERE queue = "
                          + queue
                          + " FOR UPDATE SKIP LOCKED")) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
          }
        });
  }

  private void check(int queue) {
    if (queue < 0 || queue >= queues) {
      throw new IllegalArgumentException(
          "queue: " + queue + " (expected: 0 to " + (queues - 1) + ")");
    }
  }
}
