package dev.peal.out.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/// An open RocksDB with its families, and everything native that belongs to it. Thread-safe, but
/// for the close, after which nothing may be called.
final class Rocks implements AutoCloseable {

  /// How a folder is opened.
  enum Mode {
    /// Makes what is not there.
    NEW,
    /// Takes of the log what lies before the first damage: to be used where [LogScan] found none,
    /// or where what follows is known never to have been synced.
    VERIFIED,
    /// Like it, and changes nothing in the folder.
    LOOKING,
    /// Takes what can be read.
    LOSSY,
    /// Takes what the tables hold that a damaged list of tables still tells of.
    DESPERATE
  }

  static {
    RocksDB.loadLibrary();
  }

  private final RocksDB db;
  private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
  private final List<AutoCloseable> owned = new ArrayList<>();

  private Rocks(EmbeddedSettings settings, Path folder, Mode mode) throws RocksDBException {
    var table =
        new BlockBasedTableConfig()
            .setBlockCache(own(new LRUCache(settings.blockCacheBytes())))
            .setFilterPolicy(own(new BloomFilter(10)))
            .setFormatVersion(5)
            .setCacheIndexAndFilterBlocks(true);
    var familyOptions =
        own(
            new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setWriteBufferSize(16L << 20)
                .setLevelCompactionDynamicLevelBytes(true));
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    for (Family family : Family.values()) {
      descriptors.add(new ColumnFamilyDescriptor(family.id(), familyOptions));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    DBOptions options = own(options(settings, mode));
    this.db =
        mode == Mode.LOOKING
            ? RocksDB.openReadOnly(options, folder.toString(), descriptors, handles)
            : RocksDB.open(options, folder.toString(), descriptors, handles);
    Iterator<ColumnFamilyHandle> opened = handles.iterator();
    owned.add(opened.next());
    for (Family family : Family.values()) {
      families.put(family, opened.next());
    }
  }

  /// Opens a folder.
  ///
  /// @throws RocksDBException it is in use, damaged or cannot be read or written
  static Rocks open(EmbeddedSettings settings, Path folder, Mode mode) throws RocksDBException {
    return new Rocks(settings, folder, mode);
  }

  private static DBOptions options(EmbeddedSettings settings, Mode mode) {
    var tracked = new Properties();
    // The list of tables then says which logs there are and how far each older one was synced: one
    // that is missing or too short is a failure. The newest is what SyncedNote is for.
    tracked.setProperty(
        "track_and_verify_wals_in_manifest",
        Boolean.toString(mode != Mode.LOSSY && mode != Mode.DESPERATE));
    return DBOptions.getDBOptionsFromProps(tracked)
        .setCreateIfMissing(mode == Mode.NEW)
        .setCreateMissingColumnFamilies(mode != Mode.LOOKING)
        .setDbWriteBufferSize(128L << 20)
        .setMaxTotalWalSize(256L << 20)
        .setWalRecoveryMode(
            mode == Mode.LOSSY || mode == Mode.DESPERATE
                ? WALRecoveryMode.SkipAnyCorruptedRecords
                : WALRecoveryMode.PointInTimeRecovery)
        .setBestEffortsRecovery(mode == Mode.DESPERATE)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(settings.maxOpenFiles())
        .setKeepLogFileNum(3)
        .setBytesPerSync(1 << 20);
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.add(resource);
    return resource;
  }

  RocksDB db() {
    return db;
  }

  ColumnFamilyHandle family(Family family) {
    return Objects.requireNonNull(families.get(family));
  }

  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    db.close();
    owned.reversed().forEach(Rocks::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failure) {
      throw new IllegalStateException("closing " + resource, failure);
    }
  }
}
