package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.JOURNAL_WATERMARK;

import dev.peal.application.port.out.Watermarks;

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

  private void check(int queue) {
    if (queue < 0 || queue >= queues) {
      throw new IllegalArgumentException(
          "queue: " + queue + " (expected: 0 to " + (queues - 1) + ")");
    }
  }
}
