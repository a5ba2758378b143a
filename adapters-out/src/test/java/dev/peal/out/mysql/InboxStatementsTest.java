package dev.peal.out.mysql;

import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.UserId;
import dev.peal.out.mysql.InboxStatements.Fresh;
import dev.peal.out.mysql.InboxStatements.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxStatementsTest {

  /// Three messages for two users, the middle one having its row already.
  private static final Fresh TWO_OF_THREE =
      new Fresh(
          new Batch(
              9,
              ConversationId.direct(new UserId(3), new UserId(7)),
              List.of(message(4, 3, "a"), message(5, 3, "b"), message(8, 7, "c")),
              recipients(3, 10, 7, 20),
              1_000,
              2_000),
          List.of(0, 2));

  private static final String HEAD =
      "INSERT INTO inbox (user_id, seq, conversation, position, stamp_us) ";

  private final StringBuilder sql = new StringBuilder("what was there before");

  @Test
  void list_messagesWithRows_leaveTheirSeqsOut() {
    List<Row> rows = new ArrayList<>();

    InboxStatements.list(TWO_OF_THREE, rows);

    assertThat(rows)
        .containsExactly(
            new Row(3, 10, "d3-7", 4, 2_000),
            new Row(3, 12, "d3-7", 8, 2_000),
            new Row(7, 20, "d3-7", 4, 2_000),
            new Row(7, 22, "d3-7", 8, 2_000));
  }

  @Test
  void rows_some_areNamedOneByOne() {
    List<Row> rows =
        List.of(new Row(1, 2, "g3", 4, 5), new Row(6, 7, "g8", 9, 10), new Row(1, 1, "g1", 1, 1));

    InboxStatements.rows(sql, rows, 0, 2);

    assertThat(sql).hasToString(HEAD + "VALUES (1,2,'g3',4,5),(6,7,'g8',9,10)");
  }

  @Test
  void product_ofRecipientsAndMessages_namesEachOnce() {
    InboxStatements.product(sql, TWO_OF_THREE, 0, 2);

    assertThat(sql)
        .hasToString(
            HEAD
                + "SELECT r.u, r.s + m.i, 'd3-7', m.p, 2000"
                + " FROM JSON_TABLE('[[3,10],[7,20]]',"
                + " '$[*]' COLUMNS (u BIGINT PATH '$[0]', s BIGINT PATH '$[1]')) r"
                + " STRAIGHT_JOIN JSON_TABLE('[[0,4],[2,8]]',"
                + " '$[*]' COLUMNS (i BIGINT PATH '$[0]', p BIGINT PATH '$[1]')) m"
                + " ORDER BY r.u, m.i");
  }

  @Test
  void product_ofSomeRecipients_namesThoseAlone() {
    InboxStatements.product(sql, TWO_OF_THREE, 1, 2);

    assertThat(sql.toString()).contains("JSON_TABLE('[[7,20]]',");
  }
}
