package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.CLUSTER_SETTING;
import static dev.peal.out.mysql.schema.Tables.JOURNAL_WATERMARK;
import static dev.peal.out.mysql.schema.Tables.SEQ_BUCKET;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jooq.DSLContext;

/// What all nodes of a cluster must agree on. The first one writes it, and it stays. Stateless,
/// thread-safe.
public final class MysqlClusterSettings {

  private static final String BUCKETS = "buckets";
  private static final String QUEUES = "queues";
  private static final String SECRET = "secret.";
  private static final int SECRET_BYTES = 32;

  private final MysqlDatabase database;

  /// The database stays its caller's to close.
  public MysqlClusterSettings(MysqlDatabase database) {
    this.database = database;
  }

  /// Makes sure that the cluster has this many buckets and queues, and that each has its row.
  ///
  /// @throws IllegalStateException it was set up with others, which cannot change any more: where
  ///   users and conversations lie follows from them
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public void agree(int buckets, int queues) {
    boolean ignored =
        database.transact(
            "agree on buckets and queues",
            session -> {
              agree(session.sql(), BUCKETS, buckets);
              agree(session.sql(), QUEUES, queues);
              makeRows(session.sql(), buckets, queues);
              return true;
            });
  }

  private static void agree(DSLContext sql, String name, int wanted) {
    byte[] kept = kept(sql, name, Integer.toString(wanted).getBytes(StandardCharsets.US_ASCII));
    int agreed = Integer.parseInt(new String(kept, StandardCharsets.US_ASCII));
    if (agreed != wanted) {
      throw new IllegalStateException(
          "cluster."
              + name
              + ": "
              + wanted
              + " (expected: "
              + agreed
              + ", with which this cluster was set up; it cannot change)");
    }
  }

  private static void makeRows(DSLContext sql, int buckets, int queues) {
    for (int queue = sql.fetchCount(JOURNAL_WATERMARK); queue < queues; queue++) {
      sql.insertInto(JOURNAL_WATERMARK)
          .values(queue, 0L, 0L, 0L)
          .onDuplicateKeyUpdate()
          .set(JOURNAL_WATERMARK.QUEUE, queue)
          .execute();
    }
    for (int bucket = sql.fetchCount(SEQ_BUCKET); bucket < buckets; bucket++) {
      sql.insertInto(SEQ_BUCKET)
          .values(bucket, 0L, 0L, 0L, 0L)
          .onDuplicateKeyUpdate()
          .set(SEQ_BUCKET.BUCKET, bucket)
          .execute();
    }
  }

  /// 32 random bytes that are the same on all nodes, for ever, made by whoever asks first.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public byte[] secret(String name) {
    byte[] offered = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(offered);
    return database.transact(
        "agree on a secret", session -> kept(session.sql(), SECRET + name, offered));
  }

  /// What stands under a name: what was there, or else `offered`.
  private static byte[] kept(DSLContext sql, String name, byte[] offered) {
    sql.insertInto(CLUSTER_SETTING)
        .set(CLUSTER_SETTING.SETTING_NAME, name)
        .set(CLUSTER_SETTING.CONTENT, offered)
        .onDuplicateKeyUpdate()
        .set(CLUSTER_SETTING.SETTING_NAME, name)
        .execute();
    return sql.select(CLUSTER_SETTING.CONTENT)
        .from(CLUSTER_SETTING)
        .where(CLUSTER_SETTING.SETTING_NAME.eq(name))
        .fetchSingle()
        .value1();
  }
}
