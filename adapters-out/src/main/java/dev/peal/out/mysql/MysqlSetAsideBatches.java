package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.LATE_BATCH;

import dev.peal.application.port.out.SetAsideBatches;
import dev.peal.domain.message.Batch;
import dev.peal.domain.sequence.Partition;
import dev.peal.out.record.RecordCodec;
import java.util.List;

/// Late batches in a table. Stateless, thread-safe.
public final class MysqlSetAsideBatches implements SetAsideBatches {

  private final MysqlDatabase database;
  private final int queues;

  /// The database stays its caller's to close.
  public MysqlSetAsideBatches(MysqlDatabase database, int queues) {
    this.database = database;
    this.queues = queues;
  }

  @Override
  public void add(Batch batch) {
    int ignored =
        database.write(
            "set a late batch aside",
            session ->
                session
                    .sql()
                    .insertInto(LATE_BATCH)
                    .set(LATE_BATCH.QUEUE, queueOf(batch))
                    .set(LATE_BATCH.BATCH_ID, batch.id())
                    .set(LATE_BATCH.RECORD, RecordCodec.encode(batch))
                    .onDuplicateKeyUpdate()
                    .set(LATE_BATCH.QUEUE, queueOf(batch))
                    .execute());
  }

  @Override
  public List<Batch> of(int queue, int most) {
    return database.read(
        "read the late batches of queue " + queue,
        session ->
            session
                .sql()
                .select(LATE_BATCH.RECORD)
                .from(LATE_BATCH)
                .where(LATE_BATCH.QUEUE.eq(queue))
                .orderBy(LATE_BATCH.BATCH_ID)
                .limit(most)
                .fetch(row -> RecordCodec.decodeBatch(row.value1())));
  }

  @Override
  public void remove(Batch batch) {
    int ignored =
        database.write(
            "forget a late batch",
            session ->
                session
                    .sql()
                    .deleteFrom(LATE_BATCH)
                    .where(LATE_BATCH.QUEUE.eq(queueOf(batch)))
                    .and(LATE_BATCH.BATCH_ID.eq(batch.id()))
                    .execute());
  }

  @Override
  public long waiting() {
    return database.read("count late batches", session -> session.sql().fetchCount(LATE_BATCH));
  }

  private int queueOf(Batch batch) {
    return Partition.of(batch.conversation(), queues);
  }
}
