package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.InboxReader.Row;
import dev.peal.application.port.out.InboxReader.Rows;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract of [InboxReader], filled by way of a [BatchStore].
public abstract class InboxReaderContract {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);
  private static final UserId USER = new UserId(2);

  protected abstract BatchStore store();

  /// The reader under test, of an inbox that is empty at first.
  protected abstract InboxReader inbox();

  /// Seqs 1 to 5 in one batch, 6 and 7 in another conversation, a hole at 8, then 9 and 10.
  private void fill() {
    Message[] five = new Message[5];
    for (int i = 0; i < five.length; i++) {
      five[i] = message(i + 1, 1, "a" + i);
    }
    store().store(List.of(batch(GROUP, recipients(1, 1, 2, 1, 3, 1), five)));
    store()
        .store(
            List.of(batch(OTHER, recipients(2, 6, 4, 1), message(1, 4, "b"), message(2, 4, "c"))));
    store().store(List.of(batch(GROUP, recipients(2, 9), message(6, 1, "d"), message(7, 1, "e"))));
  }

  private static List<Long> seqs(Rows rows) {
    return rows.rows().stream().map(Row::seq).toList();
  }

  @Test
  void rowsAbove_emptyInbox_areNone() {
    assertThat(inbox().rowsAbove(USER, 0, 10, 1_000)).isEqualTo(new Rows(List.of(), false));
    assertThat(inbox().latestSeq(USER)).isZero();
  }

  @Test
  void rowsAbove_everySeqAndLimit_giveExactlyWhatFollows() {
    fill();
    List<Long> all = List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 9L, 10L);
    for (long after = 0; after <= 12; after++) {
      for (int limit = 1; limit <= 10; limit++) {
        long above = after;
        List<Long> expected = all.stream().filter(seq -> seq > above).toList();

        Rows rows = inbox().rowsAbove(USER, after, limit, 1_000_000);

        assertThat(seqs(rows))
            .as("above %d, at most %d", after, limit)
            .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
        assertThat(rows.more()).isEqualTo(expected.size() > limit);
      }
    }
  }

  @Test
  void rowsAbove_hugeSeq_areNone() {
    fill();

    assertThat(inbox().rowsAbove(USER, Long.MAX_VALUE, 10, 1_000).rows()).isEmpty();
    assertThat(inbox().rowsAbove(USER, Long.MAX_VALUE - 1, 10, 1_000).rows()).isEmpty();
  }

  @Test
  void rowsAbove_pageByPage_givesEachRowOnce() {
    fill();
    List<Long> seen = new ArrayList<>();
    boolean more = true;
    while (more) {
      Rows page = inbox().rowsAbove(USER, seen.isEmpty() ? 0 : seen.getLast(), 2, 1_000);
      seen.addAll(seqs(page));
      more = page.more();
    }

    assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 9L, 10L);
  }

  @Test
  void rowsAbove_bodiesOverTheBytes_givesAtLeastOneAndSaysMore() {
    String big = "x".repeat(10_000);
    store()
        .store(
            List.of(
                batch(
                    GROUP,
                    recipients(2, 1),
                    message(1, 1, "a", new Body.Text(big)),
                    message(2, 1, "b", new Body.Text(big)),
                    message(3, 1, "c", new Body.Text(big)))));

    assertThat(seqs(inbox().rowsAbove(USER, 0, 10, 1))).containsExactly(1L);
    assertThat(inbox().rowsAbove(USER, 0, 10, 1).more()).isTrue();
    assertThat(seqs(inbox().rowsAbove(USER, 0, 10, 15_000))).hasSizeLessThan(3);
    assertThat(seqs(inbox().rowsAbove(USER, 2, 10, 1))).containsExactly(3L);
    assertThat(inbox().rowsAbove(USER, 2, 10, 1).more()).isFalse();
  }

  @Test
  void rowsAbove_neighboursInTheIdSpace_areNotMixedUp() {
    fill();

    assertThat(seqs(inbox().rowsAbove(new UserId(1), 0, 100, 1_000_000))).hasSize(5);
    assertThat(seqs(inbox().rowsAbove(new UserId(3), 0, 100, 1_000_000))).hasSize(5);
    assertThat(seqs(inbox().rowsAbove(new UserId(4), 0, 100, 1_000_000))).containsExactly(1L, 2L);
    assertThat(inbox().latestSeq(new UserId(5))).isZero();
    assertThat(inbox().latestSeq(new UserId(UserId.MAX))).isZero();
  }

  @Test
  void latestSeq_isTheHighestWithARow() {
    fill();

    assertThat(inbox().latestSeq(USER)).isEqualTo(10);
    assertThat(inbox().latestSeq(new UserId(4))).isEqualTo(2);
  }

  @Test
  void watermark_neverGoesBack() {
    long last = inbox().watermark();
    for (int i = 0; i < 5; i++) {
      fill();
      assertThat(inbox().watermark()).isGreaterThanOrEqualTo(last);
      last = inbox().watermark();
    }
    assertThat(inbox().grace()).isNotNegative();
  }
}
