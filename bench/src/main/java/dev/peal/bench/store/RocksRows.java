package dev.peal.bench.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB with a synced write-ahead log: a key for each row, or one for each run of rows that one
/// user gets from one batch.
final class RocksRows implements DurableStore {
  private static final int KEY_BYTES = 2 * Long.BYTES;
  private static final int VALUE_BYTES = 3 * Long.BYTES + Integer.BYTES;

  private final boolean runs;
  private final Options options = new Options().setCreateIfMissing(true);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final RocksDB store;

  RocksRows(Path folder, boolean runs) throws RocksDBException {
    RocksDB.loadLibrary();
    this.runs = runs;
    this.store = RocksDB.open(options, folder.toString());
  }

  @Override
  public void commit(RowBatch batch) throws RocksDBException {
    int step = runs ? batch.messages() : 1;
    try (WriteBatch writes = new WriteBatch()) {
      for (int message = 0; message < batch.messages(); message += step) {
        long seq = batch.firstSeq() + message;
        byte[] value =
            ByteBuffer.allocate(VALUE_BYTES)
                .putLong(batch.conversation())
                .putLong(seq)
                .putLong(batch.stamp())
                .putInt(step)
                .array();
        for (int user = 0; user < batch.users(); user++) {
          writes.put(ByteBuffer.allocate(KEY_BYTES).putLong(user).putLong(seq).array(), value);
        }
      }
      store.write(synced, writes);
    }
  }

  @Override
  public long countRows() {
    long rows = 0;
    try (RocksIterator all = store.newIterator()) {
      for (all.seekToFirst(); all.isValid(); all.next()) {
        rows += ByteBuffer.wrap(all.value()).getInt(3 * Long.BYTES);
      }
    }
    return rows;
  }

  @Override
  public void close() {
    store.close();
    synced.close();
    options.close();
  }
}
