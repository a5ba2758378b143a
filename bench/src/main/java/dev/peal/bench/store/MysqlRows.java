package dev.peal.bench.store;

import com.mysql.cj.jdbc.JdbcStatement;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// A table like the inbox in MySQL or MariaDB, written in one of several ways. A batch is one
/// transaction, its rows in order of their key.
final class MysqlRows implements DurableStore {

  private final Connection connection;
  private final Way way;
  private final int rowsAStatement;
  private final String table;
  private final StringBuilder text = new StringBuilder();

  /// How rows get there.
  enum Way {
    /// Statements that name every row.
    ROWS,
    /// Statements that name users and messages once and have the server multiply them.
    PRODUCT,
    /// Lines of a file that is no file but a stream.
    LOAD
  }

  MysqlRows(MysqlPlace place, Way way, int rowsAStatement) throws SQLException {
    this.connection = place.connect();
    this.way = way;
    this.rowsAStatement = rowsAStatement;
    this.table =
        "bench_inbox_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    execute(
        "CREATE TABLE "
            + table
            + " (user_id BIGINT NOT NULL, seq BIGINT NOT NULL,"
            + " conversation VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,"
            + " position BIGINT NOT NULL, stamp_us BIGINT NOT NULL,"
            + " PRIMARY KEY (user_id, seq)) ENGINE=InnoDB");
    connection.setAutoCommit(false);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void commit(RowBatch batch) throws SQLException {
    int usersAStatement = Math.max(1, rowsAStatement / batch.messages());
    for (int from = 0; from < batch.users(); from += usersAStatement) {
      int to = Math.min(batch.users(), from + usersAStatement);
      text.setLength(0);
      switch (way) {
        case ROWS -> insertRows(batch, from, to);
        case PRODUCT -> insertProduct(batch, from, to);
        case LOAD -> load(batch, from, to);
      }
    }
    connection.commit();
  }

  private void insertRows(RowBatch batch, int from, int to) throws SQLException {
    text.append("INSERT INTO ").append(table).append(" VALUES ");
    String separator = "(";
    for (int user = from; user < to; user++) {
      for (int message = 0; message < batch.messages(); message++) {
        long seq = batch.firstSeq() + message;
        text.append(separator).append(user).append(',').append(seq).append(",'g");
        text.append(batch.conversation()).append("',").append(seq).append(',');
        text.append(batch.stamp()).append(')');
        separator = ",(";
      }
    }
    execute(text.toString());
  }

  private void insertProduct(RowBatch batch, int from, int to) throws SQLException {
    text.append("INSERT INTO ").append(table).append(" SELECT r.u, r.s + m.i, 'g");
    text.append(batch.conversation()).append("', m.p, ").append(batch.stamp());
    text.append(" FROM JSON_TABLE('");
    for (int user = from; user < to; user++) {
      text.append(user == from ? "[[" : ",[").append(user).append(',');
      text.append(batch.firstSeq()).append(']');
    }
    text.append("]', '$[*]' COLUMNS (u BIGINT PATH '$[0]', s BIGINT PATH '$[1]')) r");
    text.append(" STRAIGHT_JOIN JSON_TABLE('");
    for (int message = 0; message < batch.messages(); message++) {
      text.append(message == 0 ? "[[" : ",[").append(message).append(',');
      text.append(batch.firstSeq() + message).append(']');
    }
    text.append("]', '$[*]' COLUMNS (i BIGINT PATH '$[0]', p BIGINT PATH '$[1]')) m");
    text.append(" ORDER BY r.u, m.i");
    execute(text.toString());
  }

  private void load(RowBatch batch, int from, int to) throws SQLException {
    for (int user = from; user < to; user++) {
      for (int message = 0; message < batch.messages(); message++) {
        long seq = batch.firstSeq() + message;
        text.append(user).append('\t').append(seq).append("\tg").append(batch.conversation());
        text.append('\t').append(seq).append('\t').append(batch.stamp()).append('\n');
      }
    }
    byte[] lines = text.toString().getBytes(StandardCharsets.US_ASCII);
    try (Statement statement = connection.createStatement()) {
      statement
          .unwrap(JdbcStatement.class)
          .setLocalInfileInputStream(new ByteArrayInputStream(lines));
      statement.execute("LOAD DATA LOCAL INFILE 'rows' INTO TABLE " + table);
    }
  }

  @Override
  public long countRows() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  @Override
  public void close() throws SQLException {
    execute("DROP TABLE " + table);
    connection.close();
  }
}
