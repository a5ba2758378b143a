package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.JOURNAL_WATERMARK;

import dev.peal.application.port.out.Watermarks;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalLong;
import org.jooq.Record1;
import org.jooq.impl.DSL;

/// One row a queue, which [MysqlClusterSettings#agree] made. A raise waits while a batch of the
/// queue is being stored, since that holds the row: whether the batch is late cannot change under
/// it. Stateless, thread-safe.
///
/// The statement that raises one also holds it down to the time of stamps by the server's own clock
/// ([MysqlClock]) and the skew: whatever the clock of whoever ticks says. When that time has just
/// been put forward, watermarks follow only when no batch that was allotted before can be confirmed
/// any more.
public final class MysqlWatermarks implements Watermarks {

  private static final Duration USUAL_SKEW = Duration.ofSeconds(1);

  private static final String RAISE =
      """
      UPDATE journal_watermark w, (
        SELECT %1$s + IF(%1$s - since_us >= ?, %2$s, 0) AS limit_us FROM cluster_clock WHERE id = 1
      ) c
      SET w.watermark_us = LEAST(?, c.limit_us + ?)
      WHERE w.queue = ? AND w.watermark_us < LEAST(?, c.limit_us + ?)
      """
          .formatted(MysqlClock.NOW, MysqlClock.AHEAD);

  private final MysqlDatabase database;
  private final int queues;
  private final long skewMicros;
  private final long settleMicros;

  /// With the usual skew. The database stays its caller's to close.
  public MysqlWatermarks(MysqlDatabase database, int queues) {
    this(database, queues, USUAL_SKEW, Duration.ZERO);
  }

  /// `confirmTimeout` is how long a batch may wait for its confirm.
  public MysqlWatermarks(
      MysqlDatabase database, int queues, Duration skew, Duration confirmTimeout) {
    this.database = database;
    this.queues = queues;
    this.skewMicros = skew.toNanos() / 1_000;
    this.settleMicros =
        confirmTimeout.plus(skew).plus(MysqlClock.PERIOD).plus(MysqlClock.PERIOD).toNanos() / 1_000;
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
            session -> {
              try (PreparedStatement update = session.connection().prepareStatement(RAISE)) {
                update.setLong(1, settleMicros);
                update.setLong(2, stampMicros);
                update.setLong(3, skewMicros);
                update.setInt(4, queue);
                update.setLong(5, stampMicros);
                update.setLong(6, skewMicros);
                return update.executeUpdate();
              }
            });
  }

  /// By the grace that all nodes have agreed on, if that is longer.
  @Override
  public long decided(int queue, long graceMicros) {
    check(queue);
    return database.read(
        "read how far queue " + queue + " is decided",
        session ->
            session
                .sql()
                .select(
                    DSL.greatest(
                        JOURNAL_WATERMARK.WATERMARK_US.minus(
                            DSL.greatest(JOURNAL_WATERMARK.GRACE_US, DSL.val(graceMicros))),
                        JOURNAL_WATERMARK.DECIDED_US))
                .from(JOURNAL_WATERMARK)
                .where(JOURNAL_WATERMARK.QUEUE.eq(queue))
                .fetchOptional()
                .map(Record1::value1)
                .orElse(0L));
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
