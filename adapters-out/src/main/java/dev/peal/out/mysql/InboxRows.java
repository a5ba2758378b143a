package dev.peal.out.mysql;

import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.out.mysql.InboxStatements.Fresh;
import dev.peal.out.mysql.InboxStatements.Product;
import dev.peal.out.mysql.InboxStatements.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// New inbox rows in one transaction. A seq that another message holds fails, never is passed over.
/// Confined to the thread of the transaction.
final class InboxRows {

  private static final Comparator<Row> BY_KEY =
      Comparator.comparingLong(Row::user).thenComparingLong(Row::seq);

  private final Connection connection;
  private final StringBuilder sql = new StringBuilder(1 << 14);
  private long written;

  InboxRows(Connection connection) {
    this.connection = connection;
  }

  /// The rows of the fresh messages of some batches.
  void write(List<Fresh> batches) throws SQLException {
    List<Row> named = new ArrayList<>();
    for (InboxRun run : InboxRun.of(batches)) {
      Optional<Product> product = run.split(named);
      if (product.isPresent()) {
        writeProduct(product.get());
      }
    }
    writeRows(named);
  }

  private void writeProduct(Product product) throws SQLException {
    int recipients = product.recipients().size();
    int step = product.recipientsAStatement();
    for (int from = 0; from < recipients; from += step) {
      int to = Math.min(recipients, from + step);
      InboxStatements.product(sql, product, from, to);
      execute((to - from) * product.cells().size());
    }
  }

  /// Rows in any order.
  void writeRows(List<Row> rows) throws SQLException {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(BY_KEY);
    for (int from = 0; from < sorted.size(); from += InboxStatements.ROWS_A_STATEMENT) {
      int to = Math.min(sorted.size(), from + InboxStatements.ROWS_A_STATEMENT);
      InboxStatements.rows(sql, sorted, from, to);
      execute(to - from);
    }
  }

  private void execute(int rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int inserted = statement.executeUpdate(sql.toString());
      if (inserted != rows) {
        throw new StoreUnavailable(
            "mysql: inbox: " + inserted + " rows inserted (expected: " + rows + ")", true);
      }
      written += rows;
    } catch (SQLException failure) {
      if (Failures.isDuplicate(failure, null)) {
        throw new IllegalStateException(
            "inbox: a seq is held by another message: " + Failures.firstLine(failure), failure);
      }
      throw failure;
    }
  }

  /// How many rows this wrote.
  long written() {
    return written;
  }
}
