package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.in.rabbit.Samples.inTime;
import static dev.peal.in.rabbit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import dev.peal.application.port.out.Journal.Outcome.Confirmed;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.record.v1.BatchRecord;
import dev.peal.rabbit.JournalMessages;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.RabbitSettings;
import dev.peal.rabbit.RecordsInHand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The consumer on a real broker, with both types of queues.
@ParameterizedClass
@EnumSource(QueueType.class)
class JournalConsumerIT {

  private final QueueType type;
  private TestBroker broker;
  private RabbitJournal journal;
  private String queue;
  private final List<Store> stores = new ArrayList<>();

  JournalConsumerIT(QueueType type) {
    this.type = type;
  }

  @BeforeEach
  void open() {
    broker = TestBroker.with(type, 1);
    journal = broker.journal(broker.direct, new RecordsInHand());
    queue = broker.queues.name(0);
  }

  @AfterEach
  void close() {
    stores.forEach(store -> store.gate.countDown());
    broker.close();
  }

  /// Writes down what is done to it, in order.
  private static final class Store {
    private final List<String> events = new ArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final AtomicInteger failures = new AtomicInteger();

    private void persist(List<Batch> batches) {
      begin();
      batches.forEach(batch -> note("batch " + batch.id()));
    }

    private void raise(int queue, long stamp) {
      begin();
      note("watermark " + stamp);
    }

    private void begin() {
      try {
        gate.await();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailable("interrupted", true);
      }
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new StoreUnavailable("the store is away", true);
      }
    }

    private synchronized void note(String event) {
      events.add(event);
    }

    synchronized List<String> events() {
      return List.copyOf(events);
    }

    boolean has(String event) {
      return events().contains(event);
    }
  }

  private Store store() {
    var store = new Store();
    stores.add(store);
    return store;
  }

  private JournalConsumer consume(RabbitSettings through, Store store) {
    return consume(through, store, TestBroker.QUIET);
  }

  private JournalConsumer consume(
      RabbitSettings through, Store store, RabbitConsumerSettings settings) {
    return broker.consumer(
        through,
        settings,
        new UseCases(store::persist, store::raise, queue -> OptionalLong.empty()),
        new RecordsInHand());
  }

  private String appended(int number) {
    Batch batch = sample(number);
    assertThat(journal.append(batch, inTime())).isEqualTo(new Confirmed());
    return "batch " + batch.id();
  }

  @Test
  void tick_raisesTheWatermark_afterTheRecordsBeforeIt() throws Exception {
    Store store = store();
    store.gate = new CountDownLatch(1);
    JournalConsumer consumer = consume(broker.direct, store);
    String first = appended(1);
    broker.tick(0, 100_000_000);
    String second = appended(2);
    broker.tick(0, 200_000_000);

    store.gate.countDown();

    eventually("both are handled", () -> store.has("watermark 200000000"));
    List<String> events = store.events();
    assertThat(events).containsSubsequence(first, second, "watermark 200000000");
    if (events.contains("watermark 100000000")) {
      assertThat(events).containsSubsequence(first, "watermark 100000000");
    }
    eventually("it is shown", () -> consumer.watermark(0) == 200_000_000);
    eventually("both are counted", () -> consumer.persisted() == 2);
  }

  @Test
  void ticks_ofTheConsumer_raiseTheWatermarkOfAQuietQueue() {
    Store store = store();
    JournalConsumer consumer =
        consume(
            broker.direct,
            store,
            new RabbitConsumerSettings(100, 64, 100_000, 8L << 20, Duration.ofMillis(50)));
    long start = System.currentTimeMillis() * 1_000;

    eventually("it is raised", () -> consumer.watermark(0) >= start);
    long first = consumer.watermark(0);
    eventually("it is raised further", () -> consumer.watermark(0) > first);
    assertThat(consumer.watermark(0)).isLessThanOrEqualTo(System.currentTimeMillis() * 1_000);
  }

  /// A consumer that waits behind another is not told when its turn comes.
  @Test
  void ticks_afterTheActiveOneDied_goOnRaising() {
    var often = new RabbitConsumerSettings(100, 64, 100_000, 8L << 20, Duration.ofMillis(50));
    Store first = store();
    JournalConsumer active = consume(broker.throughNetwork, first, often);
    eventually("the first is active", () -> active.watermark(0) > 0);
    JournalConsumer waiting = consume(broker.direct, store(), often);

    broker.network.refuse(true);
    broker.network.cut();

    eventually("the second goes on", () -> waiting.watermark(0) > active.watermark(0));
    assertThat(waiting.failing()).isFalse();
    eventually("the first knows", active::failing);
  }

  @Test
  void takeover_theOtherGetsAllThatWasNotAcknowledged_inOrder() throws Exception {
    Store stuck = store();
    stuck.gate = new CountDownLatch(1);
    consume(broker.throughNetwork, stuck);
    List<String> appended = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      appended.add(appended(i));
    }
    eventually("the first has them", () -> broker.ready(queue) == 0);
    Store other = store();
    consume(broker.direct, other);

    broker.network.refuse(true);
    broker.network.cut();

    eventually("the other has them", () -> other.events().size() >= 20);
    assertThat(other.events()).containsExactlyElementsOf(appended);
    String later = appended(21);
    eventually("it goes on", () -> other.has(later));
    assertThat(stuck.events()).isEmpty();
  }

  /// As a process does that is stopped and continued: it holds what it was given, and its channel
  /// is gone without its knowing.
  @Test
  void nodePaused_theOtherTakesOver_theLateOneFindsItsChannelGone() throws Exception {
    Store late = store();
    late.gate = new CountDownLatch(1);
    JournalConsumer paused = consume(broker.impatient(), late);
    List<String> appended = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      appended.add(appended(i));
    }
    eventually("the first has them", () -> broker.ready(queue) == 0);
    Store other = store();
    consume(broker.direct, other);

    broker.network.holdRequests(true);
    broker.network.holdAnswers(true);
    eventually("the other has them", () -> other.events().size() >= 5);
    assertThat(other.events()).containsExactlyElementsOf(appended);
    late.gate.countDown();
    broker.network.holdRequests(false);
    broker.network.holdAnswers(false);

    String later = appended(6);
    eventually("the other goes on", () -> other.has(later));
    assertThat(late.events()).isSubsetOf(appended);
    assertThat(paused.persisted()).isLessThanOrEqualTo(5);
  }

  /// Among what comes again, a tick may come before a record that was published before it.
  @Test
  void redeliveredTick_doesNotRaise_theNextOneDoes() throws Exception {
    Store stuck = store();
    stuck.gate = new CountDownLatch(1);
    consume(broker.throughNetwork, stuck);
    String record = appended(1);
    broker.tick(0, 100_000_000);
    eventually("the first has both", () -> broker.ready(queue) == 0);
    Store other = store();
    consume(broker.direct, other);

    broker.network.refuse(true);
    broker.network.cut();

    eventually("the other has the record", () -> other.has(record));
    broker.tick(0, 200_000_000);
    eventually("a new tick counts", () -> other.has("watermark 200000000"));
    assertThat(other.events()).containsExactly(record, "watermark 200000000");
  }

  @Test
  void storeIsAway_nothingIsLostOrOvertaken() throws Exception {
    Store store = store();
    store.failures.set(2);
    JournalConsumer consumer = consume(broker.direct, store);
    List<String> appended = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      appended.add(appended(i));
    }

    eventually("all are there", () -> store.events().size() >= 10);

    assertThat(store.events()).containsExactlyElementsOf(appended);
    eventually("it knows", () -> !consumer.failing());
    eventually("all are acknowledged", () -> broker.ready(queue) == 0);
  }

  @Test
  void storeIsAway_forTheWatermark_isTriedAgain() throws Exception {
    Store store = store();
    store.failures.set(1);
    consume(broker.direct, store);

    broker.tick(0, 100_000_000);
    // The first one failed and comes again, but as one that does not count.
    broker.tick(0, 200_000_000);
    broker.tick(0, 300_000_000);

    eventually(
        "a later one counts",
        () -> {
          try {
            broker.tick(0, 400_000_000);
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
          return store.events().stream().anyMatch(event -> event.startsWith("watermark"));
        });
  }

  @Test
  void unreadable_goesToTheDeadQueue_andTheOthersGoOn() throws Exception {
    Store store = store();
    JournalConsumer consumer = consume(broker.direct, store);
    String before = appended(1);
    broker.publish(0, JournalMessages.ofBatch(5, 5), new byte[] {1, 2, 3});
    String after = appended(2);

    eventually("the others go on", () -> store.has(before) && store.has(after));
    eventually("it lies there", () -> broker.ready(broker.queues.dead()) == 1);
    eventually("it is acknowledged", () -> broker.ready(queue) == 0);
    try (Channel channel = broker.channel()) {
      GetResponse dead = channel.basicGet(broker.queues.dead(), false);
      assertThat(dead.getBody()).containsExactly(1, 2, 3);
      assertThat(dead.getProps().getHeaders())
          .containsKey("peal-why")
          .containsEntry("peal-queue", 0);
    }
    eventually("it is counted", () -> consumer.deadLetters() == 1);
  }

  private static Batch readAnyVersion(byte[] record) {
    try {
      return RecordCodec.decodeBatch(
          BatchRecord.parseFrom(record).toBuilder().clearVersion().build().toByteArray());
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  /// A record of a form that only the second consumer knows, between others.
  @Test
  void recordOfANewerRelease_isKeptForANodeThatReadsIt_inItsPlace() throws Exception {
    Store older = store();
    Store newer = store();
    JournalConsumer first = consume(broker.direct, older);
    String before = appended(1);
    eventually("it is there", () -> older.has(before));
    Batch batch = sample(2);
    byte[] record =
        BatchRecord.parseFrom(RecordCodec.encode(batch)).toBuilder()
            .setVersion(1_000)
            .build()
            .toByteArray();
    broker.publish(0, JournalMessages.ofBatch(batch.id(), 5), record);
    String after = appended(3);
    eventually("it steps aside", () -> first.waitingForNewer() == 1 && first.failing());

    broker.consumer(
        broker.direct,
        TestBroker.QUIET,
        new UseCases(newer::persist, newer::raise, queue -> OptionalLong.empty()),
        JournalConsumerIT::readAnyVersion,
        new RecordsInHand());

    eventually("the newer node goes on", () -> newer.has(after));
    assertThat(newer.events()).containsExactly("batch " + batch.id(), after);
    assertThat(older.events()).containsExactly(before);
    assertThat(broker.ready(broker.queues.dead())).isZero();
    eventually("it is acknowledged", () -> broker.ready(queue) == 0);
  }

  @Test
  void whatLiesInTheDeadQueue_isPutBackWhereItCameFrom() throws Exception {
    Store store = store();
    consume(broker.direct, store).close();
    Batch batch = sample(1);
    try (Channel channel = broker.channel()) {
      channel.basicPublish(
          "",
          broker.queues.dead(),
          JournalMessages.ofBatch(batch.id(), 5)
              .builder()
              .headers(Map.of("peal-queue", 0, "peal-why", "a kind that it did not know"))
              .build(),
          RecordCodec.encode(batch));
      channel.basicPublish("", broker.queues.dead(), null, new byte[] {1});
    }
    eventually("both are there", () -> broker.ready(broker.queues.dead()) == 2);

    DeadLetterReturn.Done done =
        DeadLetterReturn.putBack(new RabbitConnections(broker.direct), broker.queues);

    assertThat(done).isEqualTo(new DeadLetterReturn.Done(1, 1));
    eventually("the other one stays", () -> broker.ready(broker.queues.dead()) == 1);
    consume(broker.direct, store);
    eventually("it is handled", () -> store.has("batch " + batch.id()));
  }

  @Test
  void close_finishesWhatIsInHand_andAcknowledgesIt() throws Exception {
    Store store = store();
    JournalConsumer consumer = consume(broker.direct, store);
    String first = appended(1);
    eventually("it is there", () -> store.has(first));
    store.gate = new CountDownLatch(1);
    String inHand = appended(2);
    eventually("it is in hand", () -> broker.ready(queue) == 0);
    Thread closing = Thread.ofVirtual().start(consumer::close);

    store.gate.countDown();
    closing.join();

    if (store.has(inHand)) {
      assertThat(broker.ready(queue)).isZero();
    } else {
      assertThat(broker.ready(queue)).isEqualTo(1);
    }
  }

  @Test
  void close_storeHangs_endsAnyway_andTheRecordStays() throws Exception {
    Store store = store();
    store.gate = new CountDownLatch(1);
    JournalConsumer consumer = consume(broker.direct, store);
    appended(1);
    eventually("it is in hand", () -> broker.ready(queue) == 0);

    long start = System.nanoTime();
    consumer.close();

    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
    eventually("the record is there", () -> broker.ready(queue) == 1);
  }

  @Test
  void queueIsDeleted_consumesFromTheNextOne() throws Exception {
    Store store = store();
    consume(broker.direct, store);
    try (Channel channel = broker.channel()) {
      channel.queueDelete(queue);
    }

    String record = appended(1);

    eventually("it is consumed", () -> store.has(record));
  }
}
