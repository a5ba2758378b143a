package dev.peal.application.syncing;

import static dev.peal.application.contract.BatchSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.SyncInbox.Page;
import dev.peal.application.port.out.InboxReader;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.sequence.SeqRange;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncInboxServiceTest {

  private static final UserId USER = new UserId(1);

  private final Inbox inbox = new Inbox();
  private final SyncInboxService service = new SyncInboxService(inbox);

  private static InboxReader.Row row(long seq, long stamp) {
    return new InboxReader.Row(
        seq, stamp, ConversationId.group(7), message(seq + 100, 2, "m" + seq));
  }

  @Test
  void page_readsTheWatermarkBeforeTheRows() {
    service.page(USER, 0, 10);

    assertThat(inbox.calls.subList(0, 2)).containsExactly("watermark", "rows");
  }

  @Test
  void page_ofRows_hasTheirEntriesAndVerdicts() {
    inbox.rows = List.of(row(2, 10), row(5, 90));
    inbox.watermark = 50;

    Page page = service.page(USER, 0, 10);

    assertThat(page.entries()).extracting(entry -> entry.seq()).containsExactly(2L, 5L);
    assertThat(page.entries().getFirst().message().position()).isEqualTo(102);
    assertThat(page.dead()).containsExactly(new SeqRange(1, 1));
    assertThat(page.pending()).containsExactly(new SeqRange(3, 4));
    assertThat(page.latestSeq()).isEqualTo(5);
    assertThat(page.more()).isFalse();
    assertThat(page.after()).isZero();
  }

  @Test
  void page_watermarkWithinTheGrace_leavesHolesPending() {
    inbox.rows = List.of(row(2, 10));
    inbox.watermark = 15;

    assertThat(service.page(USER, 0, 10).pending()).containsExactly(new SeqRange(1, 1));
  }

  @Test
  void page_withMoreBehindIt_saysSoAndHowFarTheInboxGoes() {
    inbox.rows = List.of(row(1, 10));
    inbox.more = true;
    inbox.latest = 40;

    Page page = service.page(USER, 0, 1);

    assertThat(page.more()).isTrue();
    assertThat(page.latestSeq()).isEqualTo(40);
  }

  @Test
  void page_aboveTheLastRow_isEmptyWithoutVerdicts() {
    inbox.latest = 40;

    Page page = service.page(USER, Long.MAX_VALUE, 10);

    assertThat(page.entries()).isEmpty();
    assertThat(page.dead()).isEmpty();
    assertThat(page.pending()).isEmpty();
    assertThat(page.latestSeq()).isEqualTo(40);
  }

  private static final class Inbox implements InboxReader {
    private final List<String> calls = new ArrayList<>();
    private List<Row> rows = List.of();
    private boolean more;
    private long watermark;
    private long latest;

    @Override
    public long watermark() {
      calls.add("watermark");
      return watermark;
    }

    @Override
    public long grace() {
      return 5;
    }

    @Override
    public Rows rowsAbove(UserId user, long afterSeq, int limit, int maxBytes) {
      calls.add("rows");
      return new Rows(rows, more);
    }

    @Override
    public long latestSeq(UserId user) {
      calls.add("latest");
      return latest;
    }
  }
}
