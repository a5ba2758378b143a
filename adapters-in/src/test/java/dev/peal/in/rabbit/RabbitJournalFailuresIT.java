package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.in.rabbit.Samples.in;
import static dev.peal.in.rabbit.Samples.inTime;
import static dev.peal.in.rabbit.Samples.large;
import static dev.peal.in.rabbit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import dev.peal.application.port.out.Journal.Outcome;
import dev.peal.application.port.out.Journal.Outcome.Confirmed;
import dev.peal.application.port.out.Journal.Outcome.Refused;
import dev.peal.application.port.out.Journal.Outcome.Unknown;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.rabbit.RabbitJournalSettings;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.RabbitSettings;
import dev.peal.rabbit.RecordsInHand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of appends when the network or the broker does not do its part.
class RabbitJournalFailuresIT {

  private static TestBroker broker;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private RabbitJournal journal;
  private String queue;

  @BeforeAll
  static void openBroker() {
    broker = TestBroker.with(QueueType.QUORUM, 1);
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @BeforeEach
  void open() {
    queue = broker.queues.name(0);
    journal = broker.journal(broker.throughNetwork, new RecordsInHand());
  }

  @AfterEach
  void close() throws Exception {
    broker.network.holdAnswers(false);
    broker.network.holdRequests(false);
    broker.network.refuse(false);
    journal.close();
    threads.close();
    try (Channel channel = broker.channel()) {
      channel.queuePurge(queue);
    }
  }

  private CompletableFuture<Outcome> append(Batch batch, long deadlineNanos) {
    return CompletableFuture.supplyAsync(() -> journal.append(batch, deadlineNanos), threads);
  }

  @Test
  void connectionCut_betweenPublishAndConfirm_theSameRecordGoesAgainBeforeNewerOnes()
      throws Exception {
    Batch first = sample(1);
    Batch newer = sample(2);
    broker.network.holdAnswers(true);
    CompletableFuture<Outcome> firstOutcome = append(first, inTime());
    eventually("the broker has it", () -> broker.ready(queue) == 1);

    broker.network.refuse(true);
    broker.network.cut();
    CompletableFuture<Outcome> newerOutcome = append(newer, inTime());
    broker.network.holdAnswers(false);
    broker.network.refuse(false);

    assertThat(firstOutcome.join()).isEqualTo(new Confirmed());
    assertThat(newerOutcome.join()).isEqualTo(new Confirmed());
    assertThat(broker.takeUpTo(queue, newer.id()))
        .containsExactly(first.id(), first.id(), newer.id());
  }

  @Test
  void confirmDoesNotCome_isUnknownAtTheDeadline_notBefore() throws Exception {
    broker.network.holdAnswers(true);
    long deadlineNanos = in(700);

    Outcome outcome = journal.append(sample(1), deadlineNanos);

    assertThat(outcome).isInstanceOf(Unknown.class);
    assertThat(System.nanoTime() - deadlineNanos).isPositive();
  }

  @Test
  void confirmDoesNotCome_givenUp_isNotPublishedAgain() throws Exception {
    Batch abandoned = sample(1);
    broker.network.holdAnswers(true);
    assertThat(journal.append(abandoned, in(500))).isInstanceOf(Unknown.class);

    broker.network.cut();
    broker.network.holdAnswers(false);
    Batch newer = sample(2);
    eventually(
        "it is connected again", () -> journal.append(newer, inTime()).equals(new Confirmed()));

    assertThat(broker.takeUpTo(queue, newer.id())).containsExactly(abandoned.id(), newer.id());
  }

  @Test
  void queueIsMissing_itIsDeclaredAgain_andTheRecordGoesAgain() throws Exception {
    assertThat(journal.append(sample(1), inTime())).isEqualTo(new Confirmed());
    try (Channel channel = broker.channel()) {
      channel.queueDelete(queue);
    }
    Batch batch = sample(2);

    assertThat(journal.append(batch, inTime())).isEqualTo(new Confirmed());

    assertThat(broker.takeUpTo(queue, batch.id())).containsExactly(batch.id());
  }

  @Test
  void brokerIsAway_appendsAreRefusedAtOnce_untilItIsBack() throws Exception {
    broker.network.refuse(true);
    broker.network.cut();
    eventually("it is noticed", journal::failing);

    long start = System.nanoTime();
    Outcome outcome = journal.append(sample(1), inTime());

    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(2).toNanos());
    broker.network.refuse(false);
    eventually("it is back", () -> !journal.failing());
    Batch later = sample(2);
    assertThat(journal.append(later, inTime())).isEqualTo(new Confirmed());
    assertThat(broker.takeUpTo(queue, later.id())).containsExactly(later.id());
  }

  @Test
  void brokerIsAwayForAMoment_appendWaits() {
    broker.network.cut();

    assertThat(journal.append(sample(1), inTime())).isEqualTo(new Confirmed());
  }

  /// The write into the socket hangs, once the buffers on the way are full.
  @Test
  void brokerDoesNotRead_appendEndsAtItsDeadline_heartbeatsEndTheConnection() throws Exception {
    RabbitJournal hanging = broker.journal(broker.impatient(), new RecordsInHand());
    broker.network.holdRequests(true);
    broker.network.holdAnswers(true);

    assertThat(hanging.append(large(1, 12 << 20), in(300))).isInstanceOf(Unknown.class);
    eventually("it is noticed", hanging::failing);

    broker.network.cut();
    broker.network.holdRequests(false);
    broker.network.holdAnswers(false);
    eventually("it is back", () -> !hanging.failing());
    assertThat(hanging.append(sample(2), inTime())).isEqualTo(new Confirmed());
  }

  @Test
  void close_whileAWriteHangs_ends() {
    broker.network.holdRequests(true);
    broker.network.holdAnswers(true);
    assertThat(journal.append(large(1, 12 << 20), in(300))).isInstanceOf(Unknown.class);

    long start = System.nanoTime();
    journal.close();

    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
    assertThat(journal.append(sample(2), inTime())).isInstanceOf(Refused.class);
  }

  @Test
  void bound_ofRecords_isKept() {
    RabbitJournal narrow =
        broker.journal(
            broker.throughNetwork, new RabbitJournalSettings(1, 1, 1 << 20), new RecordsInHand());
    broker.network.holdAnswers(true);
    CompletableFuture<Outcome> first =
        CompletableFuture.supplyAsync(() -> narrow.append(sample(1), inTime()), threads);
    eventually("the broker has it", () -> broker.ready(queue) == 1);

    assertThat(narrow.append(sample(2), inTime())).isInstanceOf(Refused.class);

    broker.network.holdAnswers(false);
    assertThat(first.join()).isEqualTo(new Confirmed());
  }

  @Test
  void record_largerThanTheBrokerTakes_isRefused_andTheConnectionStays() {
    assertThat(journal.append(large(1, 16 << 20), inTime())).isInstanceOf(Refused.class);

    assertThat(journal.append(sample(2), inTime())).isEqualTo(new Confirmed());
  }

  @Test
  void backlog_ofWhatNobodyConsumes_isCounted() {
    for (int i = 1; i <= 3; i++) {
      journal.append(sample(i), inTime());
    }

    eventually("three lie there", () -> journal.backlog() == 3);
    broker.network.refuse(true);
    broker.network.cut();
    assertThat(journal.backlog()).isEqualTo(3);
  }

  // ---- at the start ----------------------------------------------------------------------------

  private static void connect(RabbitSettings settings) {
    RabbitJournal.connect(
            new RabbitConnections(settings),
            JournalQueues.of(settings, 1),
            RabbitJournalSettings.defaults(),
            TestBroker.CLOCK,
            new RecordsInHand(),
            broker.watch())
        .close();
  }

  @Test
  void connect_nobodyListens_saysWhereAndWhatToDo() {
    broker.network.refuse(true);

    assertThatThrownBy(() -> connect(broker.throughNetwork))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("RabbitMQ at " + broker.network.address() + " cannot be reached")
        .hasMessageContaining("rabbitmq.addresses");
  }

  @Test
  void connect_wrongPassword_saysSo_withoutIt() {
    RabbitSettings wrong =
        RabbitSettings.defaults(broker.direct.addresses(), broker.direct.user(), "no such secret");

    assertThatThrownBy(() -> connect(wrong))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("refuses the user")
        .hasMessageContaining("rabbitmq.password")
        .satisfies(failure -> assertThat(failure.toString()).doesNotContain("no such secret"));
  }

  @Test
  void connect_queueOfAnotherKind_saysWhatToDo() {
    RabbitSettings classic = broker.direct.withQueues(broker.direct.queues(), QueueType.CLASSIC);

    assertThatThrownBy(() -> connect(classic))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(broker.direct.queues())
        .hasMessageContaining("x-queue-type")
        .hasMessageContaining("rabbitmq.queue-type");
  }

  @Test
  void connect_oneAddressDoesNotAnswer_takesTheOther() {
    broker.network.refuse(true);

    connect(
        broker.direct.withAddresses(
            List.of(broker.network.address(), broker.direct.addresses().getFirst())));
  }
}
