package dev.peal.out.mysql;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Recipients;
import java.util.List;

/// The text of statements that insert inbox rows. It holds nothing but numbers and the text form of
/// conversations, so there is nothing to escape; parameters would cost as much again as the insert.
///
/// Batches to many are written as a *product*: their recipients and their messages each once, which
/// the server multiplies, so that it reads 600 entries instead of 50,000 rows. Small ones share
/// statements that name every row. Docs: `docs/adr/0007-inbox-rows-as-a-product.md`.
final class InboxStatements {

  /// What a statement that names every row takes at most.
  static final int ROWS_A_STATEMENT = 2_000;

  /// What a product takes at most, and what it takes at least to pay.
  static final int PRODUCT_ROWS = 25_000;

  private static final int LEAST_PRODUCT_ROWS = 200;
  private static final int LEAST_PRODUCT_MESSAGES = 4;

  private static final String HEAD =
      "INSERT INTO inbox (user_id, seq, conversation, position, stamp_us) ";

  private InboxStatements() {}

  /// The messages of a batch that are to be written, by their places in it, in ascending order.
  record Fresh(Batch batch, List<Integer> places) {
    Fresh {
      places = List.copyOf(places);
    }

    long position(int place) {
      return batch.messages().get(place).position();
    }
  }

  /// A message of a product: how far its seq is behind each recipient's first one.
  record Cell(long offset, long position, long stamp) {}

  /// Rows of which each recipient has one for each of the cells, which come in order of offset.
  record Product(ConversationId conversation, Recipients recipients, List<Cell> cells) {
    Product {
      cells = List.copyOf(cells);
    }

    /// Whether so much is less work as a product.
    static boolean pays(int recipients, int messages) {
      return messages >= LEAST_PRODUCT_MESSAGES
          && (long) messages * recipients >= LEAST_PRODUCT_ROWS;
    }

    /// Recipients whose rows fit into one statement; at least one.
    int recipientsAStatement() {
      return Math.max(1, PRODUCT_ROWS / cells.size());
    }
  }

  /// One row that is named.
  record Row(long user, long seq, ConversationId conversation, long position, long stamp) {}

  /// The rows of the recipients from `from` to before `to`, in order of user and seq.
  static void product(StringBuilder sql, Product product, int from, int to) {
    sql.setLength(0);
    sql.append(HEAD)
        .append("SELECT r.u, r.s + m.i, '")
        .append(product.conversation())
        .append("', m.p, m.t FROM JSON_TABLE('");
    for (int r = from; r < to; r++) {
      sql.append(r == from ? "[[" : ",[")
          .append(product.recipients().user(r))
          .append(',')
          .append(product.recipients().firstSeq(r))
          .append(']');
    }
    sql.append("]', '$[*]' COLUMNS (u BIGINT PATH '$[0]', s BIGINT PATH '$[1]')) r")
        .append(" STRAIGHT_JOIN JSON_TABLE('");
    for (int i = 0; i < product.cells().size(); i++) {
      Cell cell = product.cells().get(i);
      sql.append(i == 0 ? "[[" : ",[")
          .append(cell.offset())
          .append(',')
          .append(cell.position())
          .append(',')
          .append(cell.stamp())
          .append(']');
    }
    sql.append("]', '$[*]' COLUMNS (i BIGINT PATH '$[0]', p BIGINT PATH '$[1]',")
        .append(" t BIGINT PATH '$[2]')) m ORDER BY r.u, m.i");
  }

  /// The rows from `from` to before `to`, in their order.
  static void rows(StringBuilder sql, List<Row> rows, int from, int to) {
    sql.setLength(0);
    sql.append(HEAD).append("VALUES ");
    for (int i = from; i < to; i++) {
      Row row = rows.get(i);
      sql.append(i == from ? "(" : ",(")
          .append(row.user())
          .append(',')
          .append(row.seq())
          .append(",'")
          .append(row.conversation())
          .append("',")
          .append(row.position())
          .append(',')
          .append(row.stamp())
          .append(')');
    }
  }
}
