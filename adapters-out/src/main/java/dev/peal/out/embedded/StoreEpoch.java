package dev.peal.out.embedded;

import dev.peal.application.port.out.IdSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// Where the numbers of a store begin. A store that lost something, or was restored, may have given
/// numbers that it does not know: it begins an *epoch*, in which every seq and every position is
/// above a durable floor, and every id above those of the segments, by far more than can have been
/// given since.
final class StoreEpoch {

  /// More numbers than anybody was given since what a store still knows of.
  static final long JUMP = 1L << 32;

  /// Numbers for each second of the clock, so that two stores that come from one backup, put back
  /// at different times, do not begin at the same number. They stay below 2^53 until the year 2242.
  private static final int SECOND_BITS = 20;

  private static final byte[] FLOOR = "floor".getBytes(StandardCharsets.US_ASCII);

  private StoreEpoch() {}

  /// The highest number that a seq or a position may have had before this epoch; 0 in the first.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  static long floor(EmbeddedStore store) {
    byte[] floor = store.get(Family.META, FLOOR);
    return floor == null ? 0 : Keys.number(floor, 0);
  }

  /// Begins an epoch, durably. Beginning it again after a crash only begins another.
  ///
  /// @return its floor
  static long begin(Rocks rocks, long unixSeconds) throws RocksDBException {
    byte[] before = rocks.db().get(rocks.family(Family.META), FLOOR);
    long highest = before == null ? 0 : Keys.number(before, 0);
    highest = Math.max(highest, highestOf(rocks, Family.INBOX, Long.BYTES));
    highest = Math.max(highest, highestOf(rocks, Family.MESSAGE, Keys.CONVERSATION_BYTES));
    try (var changes = new WriteBatch();
        var synced = new WriteOptions().setSync(true)) {
      changes.put(rocks.family(Family.META), FLOOR, Keys.number(above(highest, unixSeconds)));
      for (IdSource.Kind kind : IdSource.Kind.values()) {
        byte[] key = EmbeddedIdSource.key(kind);
        byte[] end = rocks.db().get(rocks.family(Family.META), key);
        changes.put(
            rocks.family(Family.META),
            key,
            Keys.number(above(end == null ? 1 : Keys.number(end, 0), unixSeconds)));
      }
      rocks.db().write(synced, changes);
    }
    return above(highest, unixSeconds);
  }

  private static long above(long number, long unixSeconds) {
    return Math.max(number + JUMP, unixSeconds << SECOND_BITS);
  }

  /// The highest number behind a prefix of so many bytes, over all prefixes. Of an inbox it is the
  /// first of the last run, which is short of the last by a batch at most.
  private static long highestOf(Rocks rocks, Family family, int prefixBytes)
      throws RocksDBException {
    long highest = 0;
    try (RocksIterator rows = rocks.db().newIterator(rocks.family(family))) {
      rows.seekToFirst();
      while (rows.isValid()) {
        byte[] last = rows.key().clone();
        Arrays.fill(last, prefixBytes, prefixBytes + Long.BYTES, (byte) 0xff);
        rows.seekForPrev(last);
        if (!rows.isValid()) {
          break;
        }
        highest = Math.max(highest, Keys.number(rows.key(), prefixBytes));
        rows.next();
      }
      rows.status();
    }
    return highest;
  }
}
