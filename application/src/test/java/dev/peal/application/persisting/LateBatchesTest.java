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
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LateBatchesTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final long RENEWED_ID = 99;

  private final Batch early = batch(GROUP, recipients(1, 1), message(1, 1, "a"));
  private final Batch late = batch(GROUP, recipients(1, 2), message(2, 1, "b"));
  private final List<Batch> appended = new ArrayList<>();
  private final List<Batch> stored = new ArrayList<>();
  private Journal.Outcome outcome = new Journal.Outcome.Confirmed();

  private final PersistBatchesService service =
      new PersistBatchesService(
          new Store(),
          new Parked(),
          new LateBatches(
              LateBatchesTest::renewed,
              new Log(),
              kind -> RENEWED_ID,
              new StandingClock(),
              Duration.ofSeconds(10)));

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
  void persist_lateOneThatTheJournalDoesNotConfirm_mustNotBeAcknowledged() {
    outcome = new Journal.Outcome.Unknown("no answer");
    assertThatThrownBy(() -> service.persist(List.of(late))).isInstanceOf(StoreUnavailable.class);

    outcome = new Journal.Outcome.Refused("full", 100);
    assertThatThrownBy(() -> service.persist(List.of(late))).isInstanceOf(StoreUnavailable.class);
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
