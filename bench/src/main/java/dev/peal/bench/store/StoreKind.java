package dev.peal.bench.store;

import dev.peal.bench.store.MysqlRows.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// The stores that are measured.
enum StoreKind {
  ROCKSDB_RUNS("RocksDB synced, a key a run"),
  ROCKSDB_ROWS("RocksDB synced, a key a row"),
  SQLITE("SQLite WAL, synchronous=FULL"),
  APPEND("append and fsync"),
  MYSQL_500("MySQL, 500 rows a statement"),
  MYSQL_1000("MySQL, 1,000 rows a statement"),
  MYSQL_2000("MySQL, 2,000 rows a statement"),
  MYSQL_5000("MySQL, 5,000 rows a statement"),
  MYSQL_PRODUCT("MySQL, users x messages"),
  MYSQL_LOAD("MySQL, LOAD DATA LOCAL");

  private static final int ALL_ROWS = Integer.MAX_VALUE;
  private static final int ROWS_A_PRODUCT = 25_000;

  private final String title;

  StoreKind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /// Whether it is a server that has to be there.
  boolean needsMysql() {
    return name().startsWith("MYSQL");
  }

  /// A new store: in an empty folder, or on the server.
  DurableStore open(Path folder, @Nullable MysqlPlace mysql)
      throws IOException, SQLException, RocksDBException {
    return switch (this) {
      case ROCKSDB_RUNS -> new RocksRows(folder, true);
      case ROCKSDB_ROWS -> new RocksRows(folder, false);
      case SQLITE -> new SqliteRows(folder);
      case APPEND -> new AppendedRows(folder);
      case MYSQL_500 -> rows(mysql, Way.ROWS, 500);
      case MYSQL_1000 -> rows(mysql, Way.ROWS, 1_000);
      case MYSQL_2000 -> rows(mysql, Way.ROWS, 2_000);
      case MYSQL_5000 -> rows(mysql, Way.ROWS, 5_000);
      case MYSQL_PRODUCT -> rows(mysql, Way.PRODUCT, ROWS_A_PRODUCT);
      case MYSQL_LOAD -> rows(mysql, Way.LOAD, ALL_ROWS);
    };
  }

  private MysqlRows rows(@Nullable MysqlPlace mysql, Way way, int rowsAStatement)
      throws SQLException {
    return new MysqlRows(Objects.requireNonNull(mysql, title), way, rowsAStatement);
  }
}
