package dev.peal.out.embedded;

import dev.peal.application.port.out.StoreUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The one durable store of an embedded node: a RocksDB in one folder, with one write-ahead log
/// over all its column families. Hence writes become durable in the order they were made: a synced
/// write makes all earlier ones durable too, and after a power cut what is there is a prefix of
/// what was written. RocksDB locks the folder against a second process.
///
/// Thread-safe. Calls block for disk I/O and pin a virtual thread's carrier while they do. Calls
/// that come after the close are refused, and those under way are waited for: a closed RocksDB that
/// is still used takes the process down.
public final class EmbeddedStore implements AutoCloseable {

  private static final String FORMAT = "1";
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  /// What [#inUse] is moved by when the store closes, so that it stays below zero.
  private static final long CLOSED = Long.MIN_VALUE / 2;

  static {
    RocksDB.loadLibrary();
  }

  private final RocksDB db;
  private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions lazy = new WriteOptions().setSync(false);

  /// Calls and iterators under way; below zero from the close on.
  private final AtomicLong inUse = new AtomicLong();

  /// Opens the store in the folder of `settings`, making it when it is not there.
  ///
  /// @throws StoreUnavailable the folder cannot be made, is in use by another process, or holds
  ///   something that is not a store of this version
  public EmbeddedStore(EmbeddedSettings settings) {
    Path folder = settings.folder();
    try {
      Files.createDirectories(folder);
      this.db = open(folder, settings.blockCacheBytes());
      checkFormat(folder);
    } catch (IOException | RocksDBException failure) {
      throw new StoreUnavailable(
          "The embedded store in "
              + folder
              + " cannot be opened: "
              + failure.getMessage()
              + " (expected: a writable folder that no other Peal process uses)",
          failure,
          true);
    }
  }

  private RocksDB open(Path folder, long blockCacheBytes) throws RocksDBException {
    Cache cache = own(new LRUCache(blockCacheBytes));
    var table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setFilterPolicy(own(new BloomFilter(10)))
            .setFormatVersion(5)
            .setCacheIndexAndFilterBlocks(true);
    var familyOptions =
        own(
            new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setWriteBufferSize(16L << 20)
                .setLevelCompactionDynamicLevelBytes(true));
    var options =
        own(
            new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setDbWriteBufferSize(128L << 20)
                .setMaxTotalWalSize(256L << 20)
                // What was not synced may come back in pieces after a power cut: up to the first
                // bad
                // piece is a prefix of what was written, and all that was synced lies before it.
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(3)
                .setBytesPerSync(1 << 20));
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    for (Family family : Family.values()) {
      descriptors.add(new ColumnFamilyDescriptor(family.id(), familyOptions));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    RocksDB store = RocksDB.open(options, folder.toString(), descriptors, handles);
    Iterator<ColumnFamilyHandle> opened = handles.iterator();
    owned.add(opened.next());
    for (Family family : Family.values()) {
      families.put(family, opened.next());
    }
    return store;
  }

  private void checkFormat(Path folder) throws RocksDBException, IOException {
    try {
      compareFormat(folder);
    } catch (RocksDBException | IOException failure) {
      close();
      throw failure;
    }
  }

  private void compareFormat(Path folder) throws RocksDBException, IOException {
    byte[] key = "format".getBytes(StandardCharsets.US_ASCII);
    byte[] found = db.get(family(Family.META), key);
    if (found == null) {
      db.put(family(Family.META), synced, key, FORMAT.getBytes(StandardCharsets.US_ASCII));
      return;
    }
    String format = new String(found, StandardCharsets.US_ASCII);
    if (!format.equals(FORMAT)) {
      throw new IOException("format of " + folder + ": " + format + " (expected: " + FORMAT + ")");
    }
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.add(resource);
    return resource;
  }

  private ColumnFamilyHandle family(Family family) {
    return Objects.requireNonNull(families.get(family));
  }

  /// The value of a key, or null.
  ///
  /// @throws StoreUnavailable a retry is safe
  byte @Nullable [] get(Family family, byte[] key) {
    enter();
    try {
      return db.get(family(family), key);
    } catch (RocksDBException failure) {
      throw new StoreUnavailable("reading " + family + ": " + failure.getMessage(), failure, true);
    } finally {
      leave();
    }
  }

  /// An iterator over a family, to be closed by the caller; it sees the store as it is now.
  ///
  /// @throws StoreUnavailable a retry is safe
  KeyIterator iterator(Family family) {
    enter();
    try {
      return new KeyIterator(family, db.newIterator(family(family)), this::leave);
    } catch (RuntimeException failure) {
      leave();
      throw failure;
    }
  }

  /// Several changes that are made together or not at all. Close it after [#write].
  ///
  /// @throws StoreUnavailable a retry is safe
  Changes changes() {
    return new Changes();
  }

  /// Makes the changes, and with `sync` waits until they and all earlier ones are on the disk.
  ///
  /// @throws StoreUnavailable whether the changes were made is not known unless the exception says
  ///   so
  void write(Changes changes, boolean sync) {
    enter();
    try {
      db.write(sync ? synced : lazy, changes.batch);
    } catch (RocksDBException failure) {
      throw new StoreUnavailable("writing: " + failure.getMessage(), failure, false);
    } finally {
      leave();
    }
  }

  private void enter() {
    long before = inUse.getAndUpdate(count -> count < 0 ? count : count + 1);
    if (before < 0) {
      throw new StoreUnavailable("the store is closed", true);
    }
  }

  private void leave() {
    inUse.decrementAndGet();
  }

  /// Refuses what comes from now on and waits for what is under way; whether all of it ended in
  /// time.
  private boolean quiesce() {
    long before = inUse.getAndUpdate(count -> count < 0 ? count : count + CLOSED);
    if (before < 0) {
      return false;
    }
    long deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    while (inUse.get() != CLOSED && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    return inUse.get() == CLOSED;
  }

  /// Makes everything durable and gives the folder back; neither when some call is stuck in the
  /// store for five seconds. Closing it again does nothing.
  @Override
  public void close() {
    if (!quiesce()) {
      return;
    }
    try {
      db.syncWal();
    } catch (RocksDBException failure) {
      throw new StoreUnavailable("syncing at close: " + failure.getMessage(), failure, false);
    } finally {
      families.values().forEach(ColumnFamilyHandle::close);
      db.close();
      synced.close();
      lazy.close();
      owned.reversed().forEach(EmbeddedStore::closeQuietly);
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failure) {
      throw new IllegalStateException("closing " + resource, failure);
    }
  }

  /// Collected changes; not thread-safe.
  final class Changes implements AutoCloseable {

    private final WriteBatch batch;

    private Changes() {
      enter();
      batch = new WriteBatch();
    }

    void put(Family family, byte[] key, byte[] value) {
      try {
        batch.put(family(family), key, value);
      } catch (RocksDBException failure) {
        throw new IllegalStateException("collecting a put to " + family, failure);
      }
    }

    void delete(Family family, byte[] key) {
      try {
        batch.delete(family(family), key);
      } catch (RocksDBException failure) {
        throw new IllegalStateException("collecting a delete from " + family, failure);
      }
    }

    @Override
    public void close() {
      batch.close();
      leave();
    }
  }
}
