package dev.peal.bench.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// SQLite with a write-ahead log that is synced at every commit, and rows clustered by their key.
final class SqliteRows implements DurableStore {
  private final Connection connection;
  private final PreparedStatement insert;

  SqliteRows(Path folder) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("inbox.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute(
          "CREATE TABLE inbox (user INTEGER NOT NULL, seq INTEGER NOT NULL,"
              + " conversation INTEGER NOT NULL, position INTEGER NOT NULL,"
              + " stamp INTEGER NOT NULL, PRIMARY KEY (user, seq)) WITHOUT ROWID");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT INTO inbox VALUES (?, ?, ?, ?, ?)");
  }

  @Override
  public void commit(RowBatch batch) throws SQLException {
    for (int message = 0; message < batch.messages(); message++) {
      long seq = batch.firstSeq() + message;
      for (int user = 0; user < batch.users(); user++) {
        insert.setLong(1, user);
        insert.setLong(2, seq);
        insert.setLong(3, batch.conversation());
        insert.setLong(4, seq);
        insert.setLong(5, batch.stamp());
        insert.addBatch();
      }
    }
    insert.executeBatch();
    connection.commit();
  }

  @Override
  public long countRows() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM inbox")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    connection.close();
  }
}
