package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.JOURNAL_WATERMARK;
import static dev.peal.out.mysql.schema.Tables.SEQ_BUCKET;
import static dev.peal.out.mysql.schema.Tables.SEQ_EPOCH;

import dev.peal.application.port.out.SequenceCeilings;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/// Ceilings in MySQL: one row a bucket, which [MysqlClusterSettings#agree] made, and one for every
/// epoch that it ever had.
///
/// Rows are locked in ascending order, those of watermarks before those of buckets, so that no two
/// calls wait for each other. Stateless, thread-safe.
public final class MysqlSequenceCeilings implements SequenceCeilings {

  private final MysqlDatabase database;
  private final int buckets;

  /// The database stays its caller's to close.
  public MysqlSequenceCeilings(MysqlDatabase database, int buckets) {
    this.database = database;
    this.buckets = buckets;
  }

  @Override
  public int buckets() {
    return buckets;
  }

  @Override
  public List<Bucket> read() {
    Map<Integer, Bucket> found = new TreeMap<>();
    for (int index = 0; index < buckets; index++) {
      found.put(index, new Bucket(index, 0, 0, 0, 0));
    }
    database
        .read(
            "read the ceilings",
            session ->
                session
                    .sql()
                    .selectFrom(SEQ_BUCKET)
                    .where(SEQ_BUCKET.BUCKET.lt(buckets))
                    .fetch(MysqlSequenceCeilings::bucket))
        .forEach(bucket -> found.put(bucket.index(), bucket));
    return List.copyOf(found.values());
  }

  @Override
  public List<Bucket> raise(List<Bucket> wanted) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    Map<Integer, Bucket> byIndex = byIndex(wanted);
    return database.transact(
        "raise ceilings",
        session -> {
          List<Bucket> raised = new ArrayList<>();
          List<Bucket> changed = new ArrayList<>();
          for (Bucket stands : locked(session.sql(), byIndex)) {
            Bucket want = of(byIndex, stands.index());
            boolean rises = want.epoch() == stands.epoch() && want.ceiling() > stands.ceiling();
            Bucket after =
                rises
                    ? new Bucket(
                        stands.index(),
                        stands.epoch(),
                        stands.floor(),
                        want.ceiling(),
                        stands.opensMicros())
                    : stands;
            raised.add(after);
            if (rises) {
              changed.add(after);
            }
          }
          keep(session.sql(), changed);
          return raised;
        });
  }

  /// Holds the watermark rows of all queues, as a store holds that of its queue: see
  /// [StoreTransaction].
  @Override
  public List<Bucket> supersede(List<Bucket> seen, long step, long opensMicros) {
    if (seen.isEmpty()) {
      return List.of();
    }
    Map<Integer, Bucket> byIndex = byIndex(seen);
    return database.transact(
        "begin epochs",
        session -> {
          long watermark = highestWatermark(session.sql());
          List<Bucket> begun = new ArrayList<>();
          for (Bucket stands : locked(session.sql(), byIndex)) {
            if (of(byIndex, stands.index()).epoch() == stands.epoch()) {
              begun.add(next(stands, step, Math.max(opensMicros, watermark)));
            }
          }
          keep(session.sql(), begun);
          remember(session.sql(), begun);
          return begun;
        });
  }

  @Override
  public List<Bucket> leap(List<Bucket> known, long step, long opensMicros) {
    Map<Integer, Bucket> byIndex = byIndex(known);
    return database.transact(
        "begin epochs above those of an older copy",
        session -> {
          long watermark = highestWatermark(session.sql());
          List<Bucket> stand = lockedAll(session.sql());
          boolean behind =
              stand.stream()
                  .anyMatch(each ->
                      byIndex.containsKey(each.index())
                          && SequenceCeilings.isBehind(each, of(byIndex, each.index())));
          return behind
              ? Leap.begin(session, stand, byIndex, step, Math.max(opensMicros, watermark))
              : List.of();
        });
  }

  /// For a database that was restored: begins new epochs as [#leap] does, whether or not anything
  /// is known to be newer. `known` is what is known of buckets elsewhere, maybe nothing; `highest`
  /// a number that none of the new floors may be below.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable whether it was done is unknown; doing
  ///   it again is harmless
  public List<Bucket> restored(List<Bucket> known, long highest, long step, long opensMicros) {
    Map<Integer, Bucket> byIndex = byIndex(known);
    return database.transact(
        "begin epochs of a restored database",
        session -> {
          long watermark = highestWatermark(session.sql());
          List<Bucket> stand =
              lockedAll(session.sql()).stream()
                  .map(each ->
                      new Bucket(
                          each.index(),
                          each.epoch(),
                          each.floor(),
                          Math.max(each.ceiling(), highest),
                          each.opensMicros()))
                  .toList();
          return Leap.begin(session, stand, byIndex, step, Math.max(opensMicros, watermark));
        });
  }

  /// The highest seq and position that stand in rows; reads the ends of all inboxes and
  /// conversations, which takes its time.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public long highestStored() {
    return database.read(
        "find the highest number stored",
        session -> {
          long highest = 0;
          for (String query :
              List.of(
                  "SELECT MAX(m) FROM (SELECT MAX(seq) AS m FROM inbox GROUP BY user_id) x",
                  "SELECT MAX(m) FROM (SELECT MAX(position) AS m FROM message GROUP BY conversation)"
                      + " x")) {
            try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(query)) {
              highest = rows.next() ? Math.max(highest, rows.getLong(1)) : highest;
            }
          }
          return highest;
        });
  }

  private static List<Bucket> lockedAll(DSLContext sql) {
    return sql.selectFrom(SEQ_BUCKET)
        .orderBy(SEQ_BUCKET.BUCKET)
        .forUpdate()
        .fetch(MysqlSequenceCeilings::bucket);
  }

  private static Bucket next(Bucket ended, long step, long opensMicros) {
    return new Bucket(
        ended.index(),
        ended.epoch() + 1,
        ended.ceiling(),
        ended.ceiling() + step,
        ended.epoch() == 0 ? 0 : Math.max(ended.opensMicros(), opensMicros));
  }

  private static long highestWatermark(DSLContext sql) {
    return sql
        .select(JOURNAL_WATERMARK.WATERMARK_US)
        .from(JOURNAL_WATERMARK)
        .orderBy(JOURNAL_WATERMARK.QUEUE)
        .forUpdate()
        .fetch(JOURNAL_WATERMARK.WATERMARK_US)
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  private Map<Integer, Bucket> byIndex(List<Bucket> asked) {
    Map<Integer, Bucket> byIndex = new TreeMap<>();
    for (Bucket bucket : asked) {
      if (bucket.index() < 0 || bucket.index() >= buckets) {
        throw new IllegalArgumentException(
            "bucket: " + bucket.index() + " (expected: 0 to " + (buckets - 1) + ")");
      }
      byIndex.put(bucket.index(), bucket);
    }
    return byIndex;
  }

  private static Bucket of(Map<Integer, Bucket> byIndex, int index) {
    Bucket bucket = byIndex.get(index);
    if (bucket == null) {
      throw new IllegalStateException("bucket " + index + " was not asked for");
    }
    return bucket;
  }

  private static List<Bucket> locked(DSLContext sql, Map<Integer, Bucket> asked) {
    Condition condition = SEQ_BUCKET.BUCKET.in(asked.keySet());
    return sql.selectFrom(SEQ_BUCKET)
        .where(condition)
        .orderBy(SEQ_BUCKET.BUCKET)
        .forUpdate()
        .fetch(MysqlSequenceCeilings::bucket);
  }

  private static Bucket bucket(Record row) {
    return new Bucket(
        row.get(SEQ_BUCKET.BUCKET),
        row.get(SEQ_BUCKET.EPOCH),
        row.get(SEQ_BUCKET.FLOOR_VALUE),
        row.get(SEQ_BUCKET.CEILING_VALUE),
        row.get(SEQ_BUCKET.OPENS_US));
  }

  static void keep(DSLContext sql, List<Bucket> changed) {
    if (changed.isEmpty()) {
      return;
    }
    var rows = sql.insertInto(SEQ_BUCKET);
    var insert = rows.columns(SEQ_BUCKET.fields());
    for (Bucket bucket : changed) {
      insert =
          insert.values(
              bucket.index(),
              bucket.epoch(),
              bucket.floor(),
              bucket.ceiling(),
              bucket.opensMicros());
    }
    insert
        .onDuplicateKeyUpdate()
        .set(SEQ_BUCKET.EPOCH, DSL.excluded(SEQ_BUCKET.EPOCH))
        .set(SEQ_BUCKET.FLOOR_VALUE, DSL.excluded(SEQ_BUCKET.FLOOR_VALUE))
        .set(SEQ_BUCKET.CEILING_VALUE, DSL.excluded(SEQ_BUCKET.CEILING_VALUE))
        .set(SEQ_BUCKET.OPENS_US, DSL.excluded(SEQ_BUCKET.OPENS_US))
        .execute();
  }

  static void remember(DSLContext sql, List<Bucket> begun) {
    if (begun.isEmpty()) {
      return;
    }
    var insert = sql.insertInto(SEQ_EPOCH).columns(SEQ_EPOCH.fields());
    for (Bucket bucket : begun) {
      insert = insert.values(bucket.index(), bucket.epoch(), bucket.floor(), bucket.opensMicros());
    }
    // One is there already when only some of the tables were set back.
    insert
        .onDuplicateKeyUpdate()
        .set(SEQ_EPOCH.FLOOR_VALUE, DSL.excluded(SEQ_EPOCH.FLOOR_VALUE))
        .set(SEQ_EPOCH.OPENS_US, DSL.excluded(SEQ_EPOCH.OPENS_US))
        .execute();
  }
}
