package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.in.rabbit.Samples.inTime;
import static dev.peal.in.rabbit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import dev.peal.application.port.out.Journal.Outcome.Confirmed;
import dev.peal.domain.message.Batch;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RabbitSettings;
import dev.peal.rabbit.RecordsInHand;
import dev.peal.rabbit.VanishedQueues;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Queues that take messages and give none, and queues that are deleted.
class DeafQueueIT {

  private static final RabbitConsumerSettings ATTENTIVE =
      new RabbitConsumerSettings(100, 64, 100_000, 8L << 20, Duration.ofMillis(50))
          .withDeafAfter(Duration.ofSeconds(1));

  private final Set<Long> stored = ConcurrentHashMap.newKeySet();
  private final AtomicLong worked = new AtomicLong();
  private TestBroker broker;
  private RabbitJournal journal;
  private String queue;

  @BeforeEach
  void open() {
    broker = TestBroker.with(QueueType.QUORUM, 1);
    journal = broker.journal(broker.direct, new RecordsInHand());
    queue = broker.queues.name(0);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  /// Through the network, with heartbeats that notice nothing while a test lasts.
  private RabbitSettings patient() {
    RabbitSettings usual = broker.throughNetwork;
    return new RabbitSettings(
        usual.addresses(),
        usual.user(),
        usual.password(),
        usual.virtualHost(),
        false,
        usual.queues(),
        usual.queueType(),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }

  private JournalConsumer consume(RabbitSettings through) {
    return broker.consumer(
        through,
        ATTENTIVE,
        new UseCases(this::store, (which, stamp) -> worked.incrementAndGet(), this::progress),
        new RecordsInHand());
  }

  private void store(List<Batch> batches) {
    batches.forEach(batch -> stored.add(batch.id()));
    worked.incrementAndGet();
  }

  private OptionalLong progress(int which) {
    return OptionalLong.of(worked.get() + which);
  }

  private long append(int number) {
    Batch batch = sample(number);
    assertThat(journal.append(batch, inTime())).isEqualTo(new Confirmed());
    return batch.id();
  }

  @Test
  void consumerGetsNothing_itsConnectionIsClosed_andTheQueueIsTakenUpAnew() {
    consume(patient());
    long before = append(1);
    eventually("it is stored", () -> stored.contains(before));

    broker.network.deafen("peal consumer");
    long after = append(2);

    eventually("it is stored in spite of that", () -> stored.contains(after));
  }

  @Test
  void anotherProgramHoldsTheQueue_isSaidUntilItIsGone() throws Exception {
    JournalConsumer consumer;
    try (Channel thief = broker.channel()) {
      broker.queues.declare(thief);
      thief.basicQos(1);
      thief.basicConsume(queue, false, new DefaultConsumer(thief));
      consumer = consume(broker.direct);
      eventually("it is noticed", () -> consumer.deaf() == 1);
    }

    long record = append(1);
    eventually("the queue is worked off", () -> stored.contains(record));
    eventually("and known to be well", () -> consumer.deaf() == 0);
  }

  /// Those that wait behind the active consumer are not told that their queue was deleted.
  @Test
  void queueIsDeletedAgainAndAgain_underLoad_rowsGoOn_andItIsSaid() throws Exception {
    consume(broker.direct);
    consume(broker.throughNetwork);
    long first = append(1);
    eventually("it is consumed", () -> stored.contains(first));
    int number = 1;
    for (int round = 0; round < 4; round++) {
      try (Channel channel = broker.channel()) {
        channel.queueDelete(queue);
      }
      for (int i = 0; i < 100; i++) {
        append(++number);
      }
      long last = append(++number);
      eventually("rows go on", () -> stored.contains(last));
    }

    assertThat(broker.vanished.count()).isPositive();
  }

  @Test
  void queueIsDeleted_thenTheActiveNodeDies_theOneBehindTakesUpTheNewQueue() throws Exception {
    consume(broker.throughNetwork);
    long first = append(1);
    eventually("the first is the active one", () -> stored.contains(first));
    JournalConsumer behind = consume(broker.direct);
    eventually("the second waits behind it", behind::idle);
    try (Channel channel = broker.channel()) {
      channel.queueDelete(queue);
    }
    long second = append(2);
    eventually("the first has the new one", () -> stored.contains(second));

    broker.network.refuse(true);
    broker.network.cut();
    long third = append(3);

    eventually("the second goes on", () -> stored.contains(third));
  }

  @Test
  void queueIsNotThereAtTheStart_isALossOnlyIfTheClusterHadIt() {
    var none = new VanishedQueues(broker.queues, which -> 0, TestBroker.CLOCK::monotonicNanos);
    none.missingAtStart(0);
    assertThat(none.count()).isZero();

    var had = new VanishedQueues(broker.queues, which -> 5, TestBroker.CLOCK::monotonicNanos);
    had.missingAtStart(0);
    had.found(0, "a record found no queue");
    assertThat(had.count()).isEqualTo(1);
  }
}
