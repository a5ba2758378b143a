package dev.peal.bench.store;

import java.io.IOException;
import java.sql.SQLException;
import org.rocksdb.RocksDBException;

/// A store that keeps inbox rows on disk.
interface DurableStore extends AutoCloseable {

  /// Writes a batch, and returns once it would outlive a power cut.
  void commit(RowBatch batch) throws IOException, SQLException, RocksDBException;

  /// How many inbox rows are there, by reading them.
  long countRows() throws IOException, SQLException, RocksDBException;

  @Override
  void close() throws IOException, SQLException, RocksDBException;
}
