package dev.peal.out.mysql;

import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import java.util.List;

/// The text of statements that insert inbox rows. It holds nothing but numbers and the text form of
/// conversations, so there is nothing to escape; parameters would cost as much again as the insert.
///
/// A batch to many is written as a *product*: its recipients and its messages each once, which the
/// server multiplies, so that it reads 600 pairs of numbers instead of 50,000 rows. Small ones
/// share statements that name every row. Docs: `docs/adr/0007-inbox-rows-as-a-product.md`.
final class InboxStatements {

  /// What a statement that names every row takes at most.
  static final int ROWS_A_STATEMENT = 2_000;

  /// What a product takes at most, and a batch from which on it pays.
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

    boolean paysAsProduct() {
      int messages = places.size();
      return messages >= LEAST_PRODUCT_MESSAGES
          && (long) messages * batch.recipients().size() >= LEAST_PRODUCT_ROWS;
    }

    /// Recipients whose rows fit into one product; at least one.
    int recipientsAProduct() {
      return Math.max(1, PRODUCT_ROWS / places.size());
    }

    private Message message(int i) {
      return batch.messages().get(places.get(i));
    }
  }

  /// One row that is named.
  record Row(long user, long seq, String conversation, long position, long stamp) {}

  /// The rows of the recipients from `from` to before `to`, in order of user and seq.
  static void product(StringBuilder sql, Fresh fresh, int from, int to) {
    sql.setLength(0);
    sql.append(HEAD)
        .append("SELECT r.u, r.s + m.i, '")
        .append(fresh.batch().conversation())
        .append("', m.p, ")
        .append(fresh.batch().highestStamp())
        .append(" FROM JSON_TABLE('");
    Recipients recipients = fresh.batch().recipients();
    for (int i = from; i < to; i++) {
      pair(sql, i == from, recipients.user(i), recipients.firstSeq(i));
    }
    sql.append("]', '$[*]' COLUMNS (u BIGINT PATH '$[0]', s BIGINT PATH '$[1]')) r")
        .append(" STRAIGHT_JOIN JSON_TABLE('");
    for (int i = 0; i < fresh.places().size(); i++) {
      pair(sql, i == 0, fresh.places().get(i), fresh.message(i).position());
    }
    sql.append("]', '$[*]' COLUMNS (i BIGINT PATH '$[0]', p BIGINT PATH '$[1]')) m")
        .append(" ORDER BY r.u, m.i");
  }

  private static void pair(StringBuilder sql, boolean first, long one, long other) {
    sql.append(first ? "[[" : ",[").append(one).append(',').append(other).append(']');
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

  /// Every row of a batch, appended to `rows`.
  static void list(Fresh fresh, List<Row> rows) {
    Batch batch = fresh.batch();
    String conversation = batch.conversation().toString();
    for (int r = 0; r < batch.recipients().size(); r++) {
      for (int i = 0; i < fresh.places().size(); i++) {
        rows.add(
            new Row(
                batch.recipients().user(r),
                batch.recipients().firstSeq(r) + fresh.places().get(i),
                conversation,
                fresh.message(i).position(),
                batch.highestStamp()));
      }
    }
  }
}
