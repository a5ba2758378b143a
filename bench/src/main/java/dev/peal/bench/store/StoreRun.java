package dev.peal.bench.store;

import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.Folders;
import dev.peal.bench.run.Percentiles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// Writes rows into one kind of store, in batches of one size, several times from the start.
final class StoreRun {
  private static final long STAMP = 1_700_000_000_000L;

  private final StoreKind kind;
  private final int users;
  private final int batchRows;
  private final int rows;
  private final List<Double> totalMillis = new ArrayList<>();
  private final List<Double> commitMillis = new ArrayList<>();

  /// What the runs took: the median of their totals, percentiles of all their commits.
  record Figures(
      StoreKind kind,
      int batchRows,
      double rowsPerSecond,
      double totalMillis,
      double commitP50Millis,
      double commitP99Millis) {}

  /// @param batchRows a multiple of `users`
  /// @param rows a multiple of `batchRows`
  StoreRun(StoreKind kind, int users, int batchRows, int rows) {
    this.kind = kind;
    this.users = users;
    this.batchRows = batchRows;
    this.rows = rows;
  }

  /// One run to warm up, then the ones that count.
  Figures measure(int times, @Nullable Path parent, @Nullable MysqlPlace mysql) {
    for (int i = 0; i <= times; i++) {
      if (i == 1) {
        totalMillis.clear();
        commitMillis.clear();
      }
      Path folder = Folders.create(parent);
      try (DurableStore store = kind.open(folder, mysql)) {
        write(store);
        check(store);
      } catch (IOException | SQLException | RocksDBException failure) {
        throw new BenchFailed(kind.title() + " failed", failure);
      } finally {
        Folders.delete(folder);
      }
    }
    double total = Percentiles.of(array(totalMillis), 50);
    double[] commits = array(commitMillis);
    return new Figures(
        kind,
        batchRows,
        rows / total * 1e3,
        total,
        Percentiles.of(commits, 50),
        Percentiles.of(commits, 99));
  }

  private void write(DurableStore store) throws IOException, SQLException, RocksDBException {
    int messages = batchRows / users;
    long started = System.nanoTime();
    long last = started;
    for (int done = 0; done < rows; done += batchRows) {
      store.commit(new RowBatch(1, 1 + done / users, messages, users, STAMP));
      long now = System.nanoTime();
      commitMillis.add((now - last) / 1e6);
      last = now;
    }
    totalMillis.add((last - started) / 1e6);
  }

  private void check(DurableStore store) throws IOException, SQLException, RocksDBException {
    long found = store.countRows();
    if (found != rows) {
      throw new BenchFailed(kind.title() + ": " + found + " rows (expected: " + rows + ")");
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
