package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.JournalContract;
import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.Journal;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Bytes;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.rabbit.RabbitJournalSettings;
import dev.peal.out.record.RecordVersions;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RecordsInHand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Both ends of the journal on a real broker.
class RabbitJournalIT extends JournalContract {

  private final RecordsInHand inHand = new RecordsInHand();
  private final List<JournalConsumer> consumers = new ArrayList<>();
  private TestBroker broker;
  private @Nullable RabbitJournal journal;

  @BeforeEach
  void open() {
    broker = TestBroker.with(QueueType.QUORUM, 1);
  }

  @AfterEach
  void closeBroker() {
    broker.close();
  }

  @Override
  protected Journal start(PersistBatches persist) {
    consume(broker.throughNetwork, persist, inHand);
    RabbitJournal started = broker.journal(broker.throughNetwork, inHand);
    journal = started;
    return started;
  }

  private void consume(
      dev.peal.rabbit.RabbitSettings through, PersistBatches persist, RecordsInHand counted) {
    consumers.add(
        broker.consumer(
            through,
            TestBroker.QUIET,
            new UseCases(persist, (queue, stamp) -> {}, queue -> OptionalLong.empty()),
            counted));
  }

  @Test
  void append_whatAnOlderNodeCouldNotRead_isRefusedUntilItIsGone() {
    var level = new AtomicInteger();
    Journal guarded =
        broker.journal(
            broker.direct, RabbitJournalSettings.defaults(), new RecordsInHand(), level::get);
    Batch newer =
        batch(
            Samples.GROUP,
            recipients(1, 1),
            message(
                1, 1, "a", new Body.Opaque(Bytes.copyOf(new byte[] {80, 1}), Optional.empty(), 7)));

    assertThat(guarded.append(newer, Samples.inTime()))
        .isInstanceOfSatisfying(
            Journal.Outcome.Refused.class,
            refused -> {
              assertThat(refused.why()).contains("older release");
              assertThat(refused.retryAfterMillis()).isPositive();
            });
    assertThat(guarded.append(Samples.sample(2), Samples.inTime()))
        .isEqualTo(new Journal.Outcome.Confirmed());

    level.set(RecordVersions.HIGHEST);
    assertThat(guarded.append(newer, Samples.inTime())).isEqualTo(new Journal.Outcome.Confirmed());
  }

  @Override
  protected void restart(PersistBatches persist) {
    broker.network.refuse(true);
    broker.network.cut();
    consume(broker.direct, persist, new RecordsInHand());
  }

  @Override
  protected void close() {
    if (journal != null) {
      journal.close();
    }
    consumers.forEach(JournalConsumer::close);
  }
}
