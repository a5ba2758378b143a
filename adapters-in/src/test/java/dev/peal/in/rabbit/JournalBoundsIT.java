package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.in.rabbit.Samples.GROUP;
import static dev.peal.in.rabbit.Samples.inTime;
import static dev.peal.in.rabbit.Samples.large;
import static dev.peal.in.rabbit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Journal.Outcome.Confirmed;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import dev.peal.out.rabbit.JournalLagSettings;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RecordsInHand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What bounds the journal, and the memory of those who work it off.
class JournalBoundsIT {

  private static final int MIB = 1 << 20;

  private final List<Long> stored = new CopyOnWriteArrayList<>();
  private TestBroker broker;

  @BeforeEach
  void open() {
    broker = TestBroker.with(QueueType.QUORUM, 1);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private JournalConsumer consume(RabbitConsumerSettings settings, Consumer<List<Batch>> persist) {
    return broker.consumer(
        broker.direct,
        settings,
        new UseCases(persist::accept, (queue, stamp) -> {}, queue -> OptionalLong.empty()),
        new RecordsInHand());
  }

  private static void append(RabbitJournal journal, Batch batch) {
    assertThat(journal.append(batch, inTime())).isEqualTo(new Confirmed());
  }

  @Test
  void store_takesSmallPortionsOnly_allIsStoredInTheEnd_inOrder() {
    RabbitJournal journal = broker.journal(broker.direct, new RecordsInHand());
    List<Long> appended = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      Batch batch = sample(i);
      append(journal, batch);
      appended.add(batch.id());
    }

    consume(
        TestBroker.QUIET,
        batches -> {
          if (batches.size() > 2) {
            throw new StoreUnavailable("the statement took too long", false);
          }
          batches.forEach(batch -> stored.add(batch.id()));
        });

    eventually("all are stored", () -> stored.size() == 30);
    assertThat(stored).containsExactlyElementsOf(appended);
  }

  @Test
  void store_stands_noMoreIsReadThanTheBytesAllow_andAllOfItLater() {
    RabbitJournal journal = broker.journal(broker.direct, new RecordsInHand());
    for (int i = 1; i <= 40; i++) {
      append(journal, large(i, MIB / 2));
    }
    var gate = new CountDownLatch(1);
    JournalConsumer consumer =
        consume(
            TestBroker.QUIET.withPrefetchBytes(2 * MIB),
            batches -> {
              try {
                gate.await();
              } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new StoreUnavailable("interrupted", true);
              }
              batches.forEach(batch -> stored.add(batch.id()));
            });
    eventually("it is full", () -> consumer.bytesInHand() >= 2 * MIB);
    eventually("all were given out", () -> broker.ready(broker.queues.name(0)) == 0);
    assertThat(consumer.bytesInHand()).isLessThan(8 * MIB);

    gate.countDown();

    eventually("all are stored", () -> stored.size() == 40);
    eventually("and acknowledged", () -> consumer.bytesInHand() == 0);
  }

  @Test
  void rowsAreFarBehind_isKnownAndRefused_untilTheyAreNot() {
    RabbitJournal journal =
        broker.journal(
            () -> new long[] {TestBroker.CLOCK.wallMillis() * 1_000},
            new JournalLagSettings(10_000, 2 * MIB, Duration.ofMinutes(10)));
    assertThat(journal.refusal(GROUP)).isEmpty();
    for (int i = 1; i <= 5; i++) {
      append(journal, large(i, MIB / 2));
    }

    assertThat(journal.refusal(GROUP))
        .hasValueSatisfying(refused -> assertThat(refused.retryAfterMillis()).isPositive());
    eventually("the broker says so", () -> journal.backlog() == 5);
    assertThat(journal.refusal(GROUP)).isPresent();
    append(journal, large(6, 100));

    consume(TestBroker.QUIET, batches -> batches.forEach(batch -> stored.add(batch.id())));
    eventually("all are stored", () -> stored.size() == 6);
    eventually("more is taken", () -> journal.refusal(GROUP).isEmpty());
  }
}
