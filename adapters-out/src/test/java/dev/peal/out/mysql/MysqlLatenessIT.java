package dev.peal.out.mysql;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static dev.peal.out.mysql.MysqlOfClass.BUCKETS;
import static dev.peal.out.mysql.MysqlOfClass.GRACE;
import static dev.peal.out.mysql.MysqlOfClass.QUEUES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.InboxReader.Row;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.domain.sequence.Partition;
import dev.peal.domain.session.UserId;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What comes too late, and that no later judgement comes between: the traces `Holes_bad_late`,
/// `_bad_onestampmax`, `_bad_onestampmin`, `_bad_split`, `_bad_openback` and `_bad_twotx` of the
/// models.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlLatenessIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final int QUEUE = Partition.of(GROUP, QUEUES);
  private static final long NOW = 1_790_000_000_000_000L;

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);
  private MysqlBatchStore store;
  private MysqlWatermarks watermarks;
  private MysqlSequenceCeilings ceilings;

  MysqlServer server() {
    return RealServers.mysql();
  }

  @BeforeEach
  void open() {
    store = mysql.batches();
    watermarks = new MysqlWatermarks(mysql.database(), QUEUES);
    ceilings = new MysqlSequenceCeilings(mysql.database(), BUCKETS);
  }

  private static Batch stamped(
      long id, long lowest, long highest, BucketEpochs epochs, Recipients to, Message... messages) {
    return new Batch(id, GROUP, Arrays.asList(messages), to, lowest, highest, 0, epochs);
  }

  private static Batch stamped(long id, long stamp, Recipients to, Message... messages) {
    return stamped(id, stamp, stamp, BucketEpochs.none(), to, messages);
  }

  private List<Row> rows(long user) {
    return mysql.reader().rowsAbove(new UserId(user), 0, 100, 1 << 20).rows();
  }

  private void begin(int bucket, long opens) {
    Bucket seen = ceilings.read().get(bucket);
    assertThat(ceilings.supersede(List.of(seen), 1_000, opens)).hasSize(1);
  }

  @Test
  void store_watermarkAtStampAndGrace_isInTime() {
    watermarks.raise(QUEUE, NOW + GRACE);

    assertThat(store.store(List.of(stamped(1, NOW, recipients(1, 1), message(1, 1, "a")))))
        .isEmpty();
    assertThat(rows(1)).hasSize(1);
  }

  @Test
  void store_watermarkAboveStampAndGrace_writesNothingAndGivesItBack() {
    watermarks.raise(QUEUE, NOW + GRACE + 1);
    Batch late = stamped(1, NOW, recipients(1, 1), message(1, 1, "a"));

    assertThat(store.store(List.of(late))).containsExactly(late);

    assertThat(rows(1)).isEmpty();
    assertThat(store.messages()).isZero();
  }

  @Test
  void store_watermarkOfAnotherQueue_doesNotMatter() {
    watermarks.raise((QUEUE + 1) % QUEUES, NOW + 10 * GRACE);

    assertThat(store.store(List.of(stamped(1, NOW, recipients(1, 1), message(1, 1, "a")))))
        .isEmpty();
  }

  @Test
  void store_lowestStampLate_countsAlthoughTheHighestIsNot() {
    watermarks.raise(QUEUE, NOW + GRACE + 1);
    Batch late =
        stamped(1, NOW, NOW + 5, BucketEpochs.none(), recipients(1, 1), message(1, 1, "a"));

    assertThat(store.store(List.of(late))).containsExactly(late);
  }

  @Test
  void store_differentStamps_rowsCarryTheHighest() {
    store.store(
        List.of(
            stamped(1, NOW, NOW + 5, BucketEpochs.none(), recipients(1, 1), message(1, 1, "a"))));

    assertThat(rows(1)).extracting(Row::stamp).containsExactly(NOW + 5);
  }

  @Test
  void store_outdatedEpoch_isJudgedByTheOpeningOfTheNext() {
    begin(3, 0);
    begin(3, NOW);
    BucketEpochs outdated = BucketEpochs.of(new int[] {1, 3}, new long[] {1, 1});
    long muchLater = NOW + 5 * GRACE;
    watermarks.raise(QUEUE, NOW + GRACE);
    Batch inTime = stamped(1, muchLater, muchLater, outdated, recipients(1, 1), message(1, 1, "a"));
    assertThat(store.store(List.of(inTime))).isEmpty();

    watermarks.raise(QUEUE, NOW + GRACE + 1);
    Batch late = stamped(2, muchLater, muchLater, outdated, recipients(1, 2), message(2, 1, "b"));
    assertThat(store.store(List.of(late))).containsExactly(late);

    BucketEpochs present = BucketEpochs.of(new int[] {1, 3}, new long[] {1, 2});
    Batch of = stamped(3, muchLater, muchLater, present, recipients(1, 3), message(2, 1, "b"));
    assertThat(store.store(List.of(of))).isEmpty();
    assertThat(rows(1)).extracting(Row::seq).containsExactly(1L, 3L);
  }

  @Test
  void store_epochOutdatedTwice_isJudgedByTheOneThatFollowedIt() {
    begin(3, 0);
    begin(3, NOW);
    begin(3, NOW + 10 * GRACE);
    watermarks.raise(QUEUE, NOW + GRACE + 1);
    BucketEpochs outdated = BucketEpochs.of(new int[] {3}, new long[] {1});
    Batch late =
        stamped(
            1, NOW + 20 * GRACE, NOW + 20 * GRACE, outdated, recipients(1, 1), message(1, 1, "a"));

    assertThat(store.store(List.of(late))).containsExactly(late);
  }

  @Test
  void supersede_watermarkAboveTheOpening_opensAtTheHighestWatermark() {
    begin(3, NOW);
    assertThat(ceilings.read().get(3).opensMicros()).isZero();
    watermarks.raise(0, NOW + 5);
    watermarks.raise(2, NOW + 9);

    begin(3, NOW);

    assertThat(ceilings.read().get(3).opensMicros()).isEqualTo(NOW + 9);
  }

  @Test
  void store_lateButAllStored_isDone() {
    Batch batch = stamped(1, NOW, recipients(1, 1), message(1, 1, "a"));
    store.store(List.of(batch));
    watermarks.raise(QUEUE, NOW + 9 * GRACE);

    assertThat(store.store(List.of(batch))).isEmpty();
    assertThat(store.inboxRows()).isEqualTo(1);
  }

  @Test
  void store_lateWithOneMessageOfTwoStored_writesNothingOfIt() {
    store.store(List.of(stamped(1, NOW, recipients(1, 1), message(1, 1, "a"))));
    watermarks.raise(QUEUE, NOW + 9 * GRACE);
    Batch late = stamped(2, NOW, recipients(1, 2), message(1, 1, "a"), message(2, 1, "b"));

    assertThat(store.store(List.of(late))).containsExactly(late);
    assertThat(rows(1)).extracting(Row::seq).containsExactly(1L);
  }

  @Test
  void store_lateAmongOthers_isGivenBackAloneAndAnotherAttemptOfItCounts() {
    watermarks.raise(QUEUE, NOW + 9 * GRACE);
    Batch late = stamped(1, NOW, recipients(1, 1), message(1, 1, "a"));
    long inTime = NOW + 9 * GRACE;

    List<Batch> tooLate =
        store.store(
            List.of(
                late,
                stamped(2, inTime, recipients(1, 2), message(1, 1, "a")),
                stamped(3, inTime, recipients(1, 3), message(2, 1, "b"))));

    assertThat(tooLate).containsExactly(late);
    assertThat(rows(1)).extracting(Row::seq).containsExactly(2L, 3L);
    assertThat(rows(1)).extracting(row -> row.message().position()).containsExactly(1L, 2L);
  }

  @Test
  void store_severalQueues_eachIsJudgedByItsOwnWatermark() {
    List<Batch> batches =
        LongStream.rangeClosed(1, 20)
            .mapToObj(group ->
                new Batch(
                    group,
                    ConversationId.group(group),
                    List.of(message(1, 1, "m" + group)),
                    recipients(1, group),
                    NOW,
                    NOW))
            .toList();
    watermarks.raise(QUEUE, NOW + GRACE + 1);

    List<Batch> late = store.store(batches);

    assertThat(late)
        .isNotEmpty()
        .hasSizeLessThan(20)
        .isEqualTo(
            batches.stream()
                .filter(batch -> Partition.of(batch.conversation(), QUEUES) == QUEUE)
                .toList());
    assertThat(rows(1)).hasSize(20 - late.size());
    assertThat(store.inboxRows()).isEqualTo(20 - late.size());
  }

  @Test
  void watermark_isTheLowestOfAllQueues() {
    for (int queue = 0; queue < QUEUES; queue++) {
      assertThat(mysql.reader().watermark()).isZero();
      watermarks.raise(queue, NOW + queue);
    }

    assertThat(mysql.reader().watermark()).isEqualTo(NOW);
    assertThat(mysql.reader().grace()).isEqualTo(GRACE);
  }

  /// Another transaction holds the read position that the store raises last, so that the store
  /// stops after it has judged and before it commits.
  @Test
  void raiseAndSupersede_whileABatchIsStored_waitForIt() throws Exception {
    begin(3, NOW);
    try (Connection other = holdingReadPosition();
        MysqlDatabase impatient = MysqlDatabase.connect(withTimeout(Duration.ofSeconds(2)));
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Batch batch = stamped(1, NOW, recipients(1, 1), message(1, 1, "a"));
      Future<List<Batch>> storing = thread.submit(() -> store.store(List.of(batch)));
      eventually("the store holds its watermark", () -> isLocked(impatient));

      assertThatThrownBy(() -> new MysqlWatermarks(impatient, QUEUES).raise(QUEUE, NOW))
          .isInstanceOfSatisfying(
              StoreUnavailable.class, failure -> assertThat(failure.nothingWritten()).isTrue());
      assertThatThrownBy(() ->
              new MysqlSequenceCeilings(impatient, BUCKETS)
                  .supersede(List.of(ceilings.read().get(3)), 1_000, NOW))
          .isInstanceOfSatisfying(
              StoreUnavailable.class, failure -> assertThat(failure.nothingWritten()).isTrue());
      assertThat(watermarks.of(QUEUE)).isZero();
      assertThat(storing.isDone()).isFalse();

      other.rollback();
      assertThat(storing.get()).isEmpty();
      watermarks.raise(QUEUE, NOW);
      begin(3, NOW);
    }
    assertThat(rows(1)).hasSize(1);
  }

  /// A persister that stood still and wakes: it judges anew, by the watermark of the present.
  @Test
  void store_thatWaitsForARaise_isJudgedByWhatWasRaised() throws Exception {
    Batch batch = stamped(1, NOW, recipients(1, 1), message(1, 1, "a"));
    try (Connection tick = connect();
        Statement statement = tick.createStatement();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      statement.execute(
          "UPDATE journal_watermark SET watermark_us = "
              + (NOW + GRACE + 1)
              + " WHERE queue = "
              + QUEUE);
      Future<List<Batch>> storing = thread.submit(() -> store.store(List.of(batch)));
      assertThatThrownBy(() -> storing.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);

      tick.commit();

      assertThat(storing.get()).containsExactly(batch);
    }
    assertThat(rows(1)).isEmpty();
  }

  private MysqlSettings withTimeout(Duration timeout) {
    MysqlSettings settings = mysql.settings();
    return new MysqlSettings(
        settings.address(),
        settings.database(),
        settings.user(),
        settings.password(),
        settings.tls(),
        2,
        settings.connectTimeout(),
        timeout);
  }

  private Connection connect() throws SQLException {
    Connection connection = mysql.test().connect();
    connection.setAutoCommit(false);
    return connection;
  }

  private Connection holdingReadPosition() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO read_cursor VALUES (1, '" + GROUP + "', 0)");
    }
    return connection;
  }

  private static boolean isLocked(MysqlDatabase database) {
    try {
      return database.transact(
          "test",
          session -> {
            try (Statement statement = session.connection().createStatement()) {
              statement.executeQuery(
                  "SELECT queue FROM journal_watermark WHERE queue = "
                      + QUEUE
                      + " FOR UPDATE NOWAIT");
              return false;
            }
          });
    } catch (StoreUnavailable locked) {
      return true;
    }
  }
}
