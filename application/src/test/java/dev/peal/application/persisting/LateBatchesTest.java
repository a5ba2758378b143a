package dev.peal.application.persisting;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.SetAsideBatches;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.application.port.out.Watermarks;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class LateBatchesTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final long RENEWED_ID = 99;

  private final Batch early = batch(GROUP, recipients(1, 1), message(1, 1, "a"));
  private final Batch late = batch(GROUP, recipients(1, 2), message(2, 1, "b"));
  private final List<Batch> appended = new ArrayList<>();
  private final List<Batch> stored = new ArrayList<>();
  private Journal.Outcome outcome = new Journal.Outcome.Confirmed();

  private final Aside aside = new Aside();
  private long watermark;
  private final LateBatches lateBatches =
      new LateBatches(
          LateBatchesTest::renewed,
          new Log(),
          aside,
          kind -> RENEWED_ID,
          new StandingClock(),
          Duration.ofSeconds(10));
  private final PersistBatchesService service =
      new PersistBatchesService(new Store(), new Parked(), lateBatches);
  private final RaiseWatermarkService raise = new RaiseWatermarkService(new Marks(), lateBatches);

  private static Batch renewed(Batch late, long newId) {
    return new Batch(newId, late.conversation(), late.messages(), recipients(1, 50), 5_000, 5_000);
  }

  @Test
  void persist_lateOne_goesThroughTheJournalAgainWithNewSeqs() {
    service.persist(List.of(early, late));

    assertThat(stored).containsExactly(early);
    assertThat(appended)
        .singleElement()
        .satisfies(again -> {
          assertThat(again.id()).isEqualTo(RENEWED_ID);
          assertThat(again.messages()).isEqualTo(late.messages());
          assertThat(again.recipients().firstSeq(0)).isEqualTo(50);
        });
  }

  @Test
  void persist_lateOneThatTheJournalDoesNotTake_isSetAside_soThatTheQueueGoesOn() {
    for (Journal.Outcome not :
        List.of(new Journal.Outcome.Refused("full", 100), new Journal.Outcome.Unknown("silent"))) {
      aside.kept.clear();
      outcome = not;

      service.persist(List.of(late));

      assertThat(aside.kept)
          .singleElement()
          .satisfies(kept -> {
            assertThat(kept.id()).isEqualTo(RENEWED_ID);
            assertThat(kept.recipients().firstSeq(0)).isEqualTo(50);
          });
    }
  }

  @Test
  void persist_lateOneThatCanNeitherGoNorBeSetAside_mustNotBeAcknowledged() {
    outcome = new Journal.Outcome.Refused("full", 100);
    aside.away = true;

    assertThatThrownBy(() -> service.persist(List.of(late))).isInstanceOf(StoreUnavailable.class);
  }

  @Test
  void raise_whileOneIsSetAside_leavesTheWatermark_untilItIsInTheQueueAgain() {
    outcome = new Journal.Outcome.Refused("full", 100);
    service.persist(List.of(late));
    raise.raise(3, 1_000);
    assertThat(watermark).isZero();

    outcome = new Journal.Outcome.Confirmed();
    appended.clear();
    raise.raise(3, 2_000);

    assertThat(appended).singleElement().satisfies(a -> assertThat(a.id()).isEqualTo(RENEWED_ID));
    assertThat(aside.kept).isEmpty();
    assertThat(watermark).isEqualTo(2_000);
  }

  private static final class Aside implements SetAsideBatches {
    private final List<Batch> kept = new ArrayList<>();
    private boolean away;

    @Override
    public void add(Batch batch) {
      if (away) {
        throw new StoreUnavailable("away", true);
      }
      kept.add(batch);
    }

    @Override
    public List<Batch> of(int queue, int most) {
      return List.copyOf(kept);
    }

    @Override
    public void remove(Batch batch) {
      kept.remove(batch);
    }

    @Override
    public long waiting() {
      return kept.size();
    }
  }

  private final class Marks implements Watermarks {
    @Override
    public int queues() {
      return 8;
    }

    @Override
    public void raise(int queue, long stampMicros) {
      watermark = stampMicros;
    }

    @Override
    public long of(int queue) {
      return watermark;
    }

    @Override
    public OptionalLong progress(int queue) {
      return OptionalLong.of(watermark);
    }
  }

  /// Takes everything but the late one.
  private final class Store implements BatchStore {
    @Override
    public List<Batch> store(List<Batch> batches) {
      batches.stream().filter(batch -> batch.id() != late.id()).forEach(stored::add);
      return batches.stream().filter(batch -> batch.id() == late.id()).toList();
    }

    @Override
    public long inboxRows() {
      return 0;
    }

    @Override
    public long messages() {
      return 0;
    }

    @Override
    public long scanInboxRows() {
      return 0;
    }
  }

  private static final class Parked implements ParkedBatches {
    @Override
    public long parked(Reason reason) {
      return 0;
    }

    @Override
    public void park(Batch batch, String why) {
      throw new AssertionError("parked: " + why);
    }

    @Override
    public long count() {
      return 0;
    }
  }

  private final class Log implements Journal {
    @Override
    public Outcome append(Batch batch, long deadlineNanos) {
      assertThat(deadlineNanos).isEqualTo(Duration.ofSeconds(10).toNanos());
      appended.add(batch);
      return outcome;
    }

    @Override
    public long backlog() {
      return 0;
    }
  }

  private static final class StandingClock implements Clock {
    @Override
    public long wallMillis() {
      return 0;
    }

    @Override
    public long monotonicNanos() {
      return 0;
    }
  }
}
