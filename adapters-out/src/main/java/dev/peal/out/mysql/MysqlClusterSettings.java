package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.CLUSTER_SETTING;
import static dev.peal.out.mysql.schema.Tables.JOURNAL_WATERMARK;
import static dev.peal.out.mysql.schema.Tables.SEQ_BUCKET;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// What all nodes of a cluster must agree on. The first one writes it, and it stays. Stateless,
/// thread-safe.
public final class MysqlClusterSettings {

  private static final String BUCKETS = "buckets";
  private static final String QUEUES = "queues";
  private static final String SECRET = "secret.";
  private static final String VALUE = "value.";
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
          .columns(
              JOURNAL_WATERMARK.QUEUE,
              JOURNAL_WATERMARK.WATERMARK_US,
              JOURNAL_WATERMARK.MESSAGES,
              JOURNAL_WATERMARK.INBOX_ROWS)
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

  /// What the cluster says of these keys: what was said before, or else what is `wanted` here.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public Map<String, String> agreeOn(Map<String, String> wanted) {
    return database.transact(
        "agree on settings",
        session -> {
          Map<String, String> agreed = new LinkedHashMap<>();
          wanted.forEach((key, value) ->
              agreed.put(key, text(kept(session.sql(), VALUE + key, bytes(value)))));
          return agreed;
        });
  }

  /// Says something else of a key from now on.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public void change(String key, String value) {
    int ignored =
        database.write(
            "change a setting",
            session ->
                session
                    .sql()
                    .insertInto(CLUSTER_SETTING)
                    .set(CLUSTER_SETTING.SETTING_NAME, VALUE + key)
                    .set(CLUSTER_SETTING.CONTENT, bytes(value))
                    .onDuplicateKeyUpdate()
                    .set(CLUSTER_SETTING.CONTENT, bytes(value))
                    .execute());
  }

  /// How long after its stamp a batch may still be stored, in microseconds; 0 before anybody said.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public long grace() {
    return database.read(
        "read the grace",
        session ->
            session
                .sql()
                .select(DSL.coalesce(DSL.max(JOURNAL_WATERMARK.GRACE_US), 0L))
                .from(JOURNAL_WATERMARK)
                .fetchSingle()
                .value1());
  }

  /// Makes the grace at least as long as this.
  ///
  /// One statement, which every verdict and every store is before or after, since both read it from
  /// the rows that this changes. What was decided under the shorter one is noted and stays so.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public void agreeOnGrace(long micros) {
    changeGrace(micros, "<");
  }

  /// Makes it this, shorter ones included. Every node must have been started since it was told to
  /// wait for confirms no longer than that: what another one sends may be late otherwise.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public void shortenGrace(long micros) {
    changeGrace(micros, "<>");
  }

  private void changeGrace(long micros, String when) {
    int ignored =
        database.write(
            "agree on the grace",
            session -> {
              // In this order: the first assignment still sees the old grace.
              try (PreparedStatement update =
                  session
                      .connection()
                      .prepareStatement(
                          "UPDATE journal_watermark SET decided_us = IF(grace_us = 0, decided_us,"
                              + " GREATEST(decided_us, watermark_us - grace_us)), grace_us = ?"
                              + " WHERE grace_us "
                              + when
                              + " ?")) {
                update.setLong(1, micros);
                update.setLong(2, micros);
                return update.executeUpdate();
              }
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
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
