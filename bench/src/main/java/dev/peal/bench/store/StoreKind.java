package dev.peal.bench.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.rocksdb.RocksDBException;

/// The stores that are measured.
enum StoreKind {
  ROCKSDB_RUNS("RocksDB synced, a key a run"),
  ROCKSDB_ROWS("RocksDB synced, a key a row"),
  SQLITE("SQLite WAL, synchronous=FULL"),
  APPEND("append and fsync");

  private final String title;

  StoreKind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /// A new store in an empty folder.
  DurableStore open(Path folder) throws IOException, SQLException, RocksDBException {
    return switch (this) {
      case ROCKSDB_RUNS -> new RocksRows(folder, true);
      case ROCKSDB_ROWS -> new RocksRows(folder, false);
      case SQLITE -> new SqliteRows(folder);
      case APPEND -> new AppendedRows(folder);
    };
  }
}
