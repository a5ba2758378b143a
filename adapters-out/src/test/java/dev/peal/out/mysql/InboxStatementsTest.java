package dev.peal.out.mysql;

import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;
import dev.peal.out.mysql.InboxStatements.Cell;
import dev.peal.out.mysql.InboxStatements.Product;
import dev.peal.out.mysql.InboxStatements.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxStatementsTest {

  private static final Product TWO_BY_TWO =
      new Product(
          ConversationId.direct(new UserId(3), new UserId(7)),
          recipients(3, 10, 7, 20),
          List.of(new Cell(0, 4, 2_000), new Cell(2, 8, 3_000)));

  private static final String HEAD =
      "INSERT INTO inbox (user_id, seq, conversation, position, stamp_us) ";

  private final StringBuilder sql = new StringBuilder("what was there before");

  @Test
  void rows_some_areNamedOneByOne() {
    List<Row> rows = List.of(row(1, 2, 3, 4, 5), row(6, 7, 8, 9, 10), row(1, 1, 1, 1, 1));

    InboxStatements.rows(sql, rows, 0, 2);

    assertThat(sql).hasToString(HEAD + "VALUES (1,2,'g3',4,5),(6,7,'g8',9,10)");
  }

  private static Row row(long user, long seq, long group, long position, long stamp) {
    return new Row(user, seq, ConversationId.group(group), position, stamp);
  }

  @Test
  void product_ofRecipientsAndMessages_namesEachOnce() {
    InboxStatements.product(sql, TWO_BY_TWO, 0, 2);

    assertThat(sql)
        .hasToString(
            HEAD
                + "SELECT r.u, r.s + m.i, 'd3-7', m.p, m.t"
                + " FROM JSON_TABLE('[[3,10],[7,20]]',"
                + " '$[*]' COLUMNS (u BIGINT PATH '$[0]', s BIGINT PATH '$[1]')) r"
                + " STRAIGHT_JOIN JSON_TABLE('[[0,4,2000],[2,8,3000]]',"
                + " '$[*]' COLUMNS (i BIGINT PATH '$[0]', p BIGINT PATH '$[1]',"
                + " t BIGINT PATH '$[2]')) m"
                + " ORDER BY r.u, m.i");
  }

  @Test
  void product_ofSomeRecipients_namesThoseAlone() {
    InboxStatements.product(sql, TWO_BY_TWO, 1, 2);

    assertThat(sql.toString()).contains("JSON_TABLE('[[7,20]]',");
  }
}
