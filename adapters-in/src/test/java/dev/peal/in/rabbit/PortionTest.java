package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.record.v1.BatchRecord;
import dev.peal.rabbit.JournalMessages;
import dev.peal.rabbit.ReadGate;
import dev.peal.rabbit.RecordsInHand;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PortionTest {

  private final RecordsInHand inHand = new RecordsInHand();
  private final Arrivals arrivals = new Arrivals(inHand, new ReadGate(1 << 20), () -> {});
  private long lastTag;

  private static Batch sample() {
    return batch(ConversationId.group(7), recipients(1, 1, 2, 1), message(1, 1, "a"));
  }

  private Batch record(boolean redelivered) {
    Batch batch = sample();
    arrive(JournalMessages.ofBatch(batch.id(), 1), RecordCodec.encode(batch), redelivered);
    return batch;
  }

  private void tick(long stamp, boolean redelivered) {
    arrive(JournalMessages.ofTick(), JournalMessages.tick(stamp), redelivered);
  }

  private void arrive(BasicProperties properties, byte[] body, boolean redelivered) {
    arrivals.handleDelivery("c", new Envelope(++lastTag, redelivered, "", "q"), properties, body);
  }

  private Portion take(int records, long rows, long bytes) throws InterruptedException {
    var bounds = new RabbitConsumerSettings(100, records, rows, bytes, Duration.ofMillis(500));
    return Objects.requireNonNull(
        Portion.take(arrivals, bounds, RecordCodec::decodeBatch, System::nanoTime));
  }

  private Portion take() throws InterruptedException {
    return take(64, 1_000, 1 << 20);
  }

  @Test
  void take_recordsAndTicks_areOnePortion() throws Exception {
    Batch first = record(false);
    tick(10, false);
    Batch second = record(false);
    tick(20, false);

    Portion portion = take();

    assertThat(portion.batches()).extracting(Batch::id).containsExactly(first.id(), second.id());
    assertThat(portion.stamp()).isEqualTo(OptionalLong.of(20));
    assertThat(portion.lastTag()).isEqualTo(4);
  }

  private void newerRecord() {
    byte[] record = BatchRecord.newBuilder().setVersion(1_000).build().toByteArray();
    arrive(JournalMessages.ofBatch(1, 1), record, false);
  }

  @Test
  void take_recordOfANewerRelease_endsThePortionBeforeIt() throws Exception {
    Batch first = record(false);
    tick(10, false);
    newerRecord();
    record(false);
    tick(20, false);

    Portion portion = take();

    assertThat(portion.batches()).extracting(Batch::id).containsExactly(first.id());
    assertThat(portion.unreadable()).isEmpty();
    assertThat(portion.stamp()).isEqualTo(OptionalLong.of(10));
    assertThat(portion.lastTag()).isEqualTo(2);
    assertThat(portion.newer().orElseThrow()).contains("version 1000");
  }

  @Test
  void take_recordOfANewerReleaseFirst_leavesNothingToAcknowledge() throws Exception {
    newerRecord();
    record(false);

    Portion portion = take();

    assertThat(portion.records()).isZero();
    assertThat(portion.lastTag()).isZero();
    assertThat(portion.newer()).isPresent();
  }

  @Test
  void take_ticksOfClocksThatDiffer_theHighestCounts() throws Exception {
    tick(20, false);
    tick(10, false);

    assertThat(take().stamp()).isEqualTo(OptionalLong.of(20));
  }

  /// A record that was given out before may still be behind it.
  @Test
  void take_redeliveredTick_countsForNothing() throws Exception {
    tick(10, true);
    record(true);

    Portion portion = take();

    assertThat(portion.stamp()).isEmpty();
    assertThat(portion.batches()).hasSize(1);
    assertThat(portion.lastTag()).isEqualTo(2);
  }

  @Test
  void take_freshTickBehindRedelivered_counts() throws Exception {
    record(true);
    tick(10, true);
    tick(20, false);

    assertThat(take().stamp()).isEqualTo(OptionalLong.of(20));
  }

  /// The watermark may not pass a record that is still to be stored.
  @Test
  void take_tickBehindTheBound_isLeftForLater() throws Exception {
    record(false);
    record(false);
    tick(10, false);

    Portion portion = take(1, 1_000, 1 << 20);

    assertThat(portion.batches()).hasSize(1);
    assertThat(portion.stamp()).isEmpty();
    assertThat(portion.lastTag()).isEqualTo(1);
  }

  @Test
  void take_boundOfRows_isKept_butForOneRecord() throws Exception {
    record(false);
    record(false);
    record(false);

    assertThat(take(64, 1, 1 << 20).batches()).hasSize(1);
    assertThat(take(64, 3, 1 << 20).batches()).hasSize(2);
  }

  @Test
  void take_boundOfBytes_isKept() throws Exception {
    for (int i = 0; i < 100; i++) {
      record(false);
    }

    assertThat(take(100, 1_000, 1 << 10).batches()).hasSizeBetween(1, 99);
  }

  @Test
  void take_unreadable_isSetApart() throws Exception {
    Batch good = record(false);
    arrive(JournalMessages.ofBatch(1, 1), new byte[] {1, 2, 3}, false);
    arrive(JournalMessages.ofTick(), new byte[] {1}, false);

    Portion portion = take();

    assertThat(portion.batches()).extracting(Batch::id).containsExactly(good.id());
    assertThat(portion.unreadable())
        .extracting(unreadable -> unreadable.message().tag())
        .containsExactly(2L, 3L);
    assertThat(portion.lastTag()).isEqualTo(3);
  }

  @Test
  void take_afterTheEnd_isNothing_alsoOfWhatArrivedBefore() throws Exception {
    record(false);

    arrivals.end("the channel is closed");
    record(false);

    assertThat(
            Portion.take(
                arrivals,
                RabbitConsumerSettings.defaults(),
                RecordCodec::decodeBatch,
                System::nanoTime))
        .isNull();
  }

  @Test
  void inHand_countsRecordsUntilTheyAreAcknowledgedOrTheEnd() throws Exception {
    record(false);
    tick(10, false);
    record(false);
    record(false);
    assertThat(inHand.count()).isEqualTo(3);

    arrivals.acknowledged(1, 0);
    assertThat(inHand.count()).isEqualTo(2);

    arrivals.end("the channel is closed");
    arrivals.acknowledged(1, 0);
    assertThat(inHand.count()).isZero();
  }
}
