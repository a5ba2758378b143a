package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.ID_SEGMENT;

import dev.peal.application.port.out.IdSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// Ids in segments, each taken by one node in one transaction: 1,000 of users and of groups, and a
/// million of batches, so that messages can be sent while MySQL is away. When a node ends, or does
/// not hear whether it got a segment, the rest of that one is never used. Thread-safe; within a
/// segment a call is one atomic increment.
public final class MysqlIdSource implements IdSource {

  static final long SEGMENT = 1_000;
  private static final long BATCH_SEGMENT = 1_000_000;

  private final Map<Kind, Segments> segments = new EnumMap<>(Kind.class);

  /// Takes no segment yet. The database stays its caller's to close.
  public MysqlIdSource(MysqlDatabase database) {
    for (Kind kind : Kind.values()) {
      segments.put(kind, new Segments(database, kind));
    }
  }

  @Override
  public long next(Kind kind) {
    return Objects.requireNonNull(segments.get(kind)).next();
  }

  /// Ids from `next` on and below `end`.
  private static final class Segment {
    private final AtomicLong next;
    private final long end;

    Segment(long next, long end) {
      this.next = new AtomicLong(next);
      this.end = end;
    }
  }

  /// The ids of one kind.
  private static final class Segments {

    private final MysqlDatabase database;
    private final String kind;
    private final long size;
    private final ReentrantLock taking = new ReentrantLock();
    private volatile Segment current = new Segment(0, 0);

    Segments(MysqlDatabase database, Kind kind) {
      this.database = database;
      this.kind = kind.name().toLowerCase(Locale.ROOT);
      this.size =
          switch (kind) {
            case USER, GROUP -> SEGMENT;
            case BATCH -> BATCH_SEGMENT;
          };
    }

    long next() {
      while (true) {
        Segment segment = current;
        long id = segment.next.getAndIncrement();
        if (id < segment.end) {
          return id;
        }
        replace(segment);
      }
    }

    private void replace(Segment used) {
      taking.lock();
      try {
        if (current == used) {
          long end = database.transact("take ids", this::taken);
          current = new Segment(end - size, end);
        }
      } finally {
        taking.unlock();
      }
    }

    private long taken(Session session) {
      session
          .sql()
          .insertInto(ID_SEGMENT)
          .set(ID_SEGMENT.KIND, kind)
          .set(ID_SEGMENT.NEXT_ID, 1L + size)
          .onDuplicateKeyUpdate()
          .set(ID_SEGMENT.NEXT_ID, ID_SEGMENT.NEXT_ID.plus(size))
          .execute();
      return session
          .sql()
          .select(ID_SEGMENT.NEXT_ID)
          .from(ID_SEGMENT)
          .where(ID_SEGMENT.KIND.eq(kind))
          .fetchSingle()
          .value1();
    }
  }
}
