package dev.peal.out.embedded;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.Samples;
import dev.peal.application.contract.SequenceLedgerContract;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import dev.peal.out.clock.SystemClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedLedgerTest extends SequenceLedgerContract {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final Members TWO = Members.of(1, 1, 2);

  @TempDir Path folder;
  private Opened node;

  @BeforeEach
  void open() {
    node = new Opened(folder);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Override
  protected SequenceLedger ledger() {
    return node.ledger;
  }

  @Override
  protected void store(Batch batch) {
    node.expand(batch);
  }

  @Override
  protected InboxReader inbox() {
    return node.reader;
  }

  @Test
  void allot_afterAnotherAttemptWasStored_repeatsThePosition() {
    Draft draft = draft(GROUP, 1, "a");
    Batch inDoubt = batch(GROUP, List.of(draft), allot(GROUP, TWO, draft));
    ledger().abandoned(batch(GROUP, List.of(draft), allot(GROUP, TWO, draft)));

    store(inDoubt);

    assertThat(allot(GROUP, TWO, draft).numbers()).containsExactly(new Numbered.Repeated(1));
  }

  @Test
  void allot_afterReopening_goesOnFromTheRows() {
    Draft first = draft(GROUP, 1, "a");
    store(batch(GROUP, List.of(first), allot(GROUP, TWO, first)));
    allot(GROUP, TWO, draft(GROUP, 1, "never-journaled"));

    node.reopen();
    Allotted again = allot(GROUP, TWO, first, draft(GROUP, 2, "b"));

    assertThat(again.numbers()).containsExactly(new Numbered.Repeated(1), new Numbered.Fresh(2));
    assertThat(again.recipients().firstSeq(0)).isEqualTo(2);
  }

  @Test
  void allot_afterTheClockSteppedBack_stampsStillRise() {
    node.close();
    var clock = new SteppingClock();
    clock.wall = 5_000_000_000L;
    node = new Opened(folder, clock);
    Draft draft = draft(GROUP, 1, "a");
    Allotted before = allot(GROUP, TWO, draft);
    store(batch(GROUP, List.of(draft), before));

    clock.wall = 1_000;
    Allotted after = allot(GROUP, TWO, draft(GROUP, 1, "b"));
    assertThat(after.lowestStamp()).isGreaterThan(before.highestStamp());
    node.ledger.abandoned(batch(GROUP, List.of(draft(GROUP, 1, "b")), after));

    node.close();
    node = new Opened(folder, clock);
    assertThat(allot(GROUP, TWO, draft(GROUP, 1, "c")).lowestStamp())
        .isGreaterThan(before.highestStamp());
  }

  @Test
  void watermark_withNothingOpen_isAboveEveryStamp() {
    Draft draft = draft(GROUP, 1, "a");
    Allotted allotted = allot(GROUP, TWO, draft);
    assertThat(node.ledger.watermark()).isEqualTo(allotted.lowestStamp());

    store(batch(GROUP, List.of(draft), allotted));

    assertThat(node.ledger.watermark()).isGreaterThan(allotted.highestStamp());
  }

  @Test
  void allot_moreCountersThanTheBound_goesOnFromTheRowsAllTheSame() throws Exception {
    node.ledger = new EmbeddedLedger(node.store(), new SystemClock(), 0, 3);
    List<Callable<List<Long>>> lanes = new ArrayList<>();
    for (long id = 20; id < 24; id++) {
      ConversationId conversation = ConversationId.group(id);
      lanes.add(() -> {
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
          Draft draft = draft(conversation, 1, conversation + "m" + i);
          Allotted allotted = allot(conversation, TWO, draft);
          assertThat(allotted.numbers()).containsExactly(new Numbered.Fresh(i + 1));
          seqs.add(allotted.recipients().firstSeq(0));
          store(batch(conversation, List.of(draft), allotted));
        }
        return seqs;
      });
    }

    List<Long> seqs = Samples.atOnce(lanes).stream().flatMap(List::stream).toList();

    assertThat(seqs).hasSize(1_200).doesNotHaveDuplicates();
    assertThat(seqs.stream().mapToLong(seq -> seq).max()).hasValue(1_200);
    assertThat(node.batches.scanInboxRows()).isEqualTo(2_400);
    assertThat(node.ledger.counters()).isLessThanOrEqualTo(3);
  }

  private static final class SteppingClock implements Clock {
    private long wall;

    @Override
    public long wallMillis() {
      return wall;
    }

    @Override
    public long monotonicNanos() {
      return System.nanoTime();
    }
  }
}
