package dev.peal.out.mysql;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.persisting.PersistBatchesService;
import dev.peal.application.port.out.InboxReader.Row;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A number that is held by another message is never passed over in silence.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlPoisonIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);
  private MysqlBatchStore store;

  MysqlServer server() {
    return RealServers.mysql();
  }

  @BeforeEach
  void open() {
    store = mysql.batches();
  }

  private List<Long> seqs(long user) {
    return mysql.reader().rowsAbove(new UserId(user), 0, 1_000, 1 << 20).rows().stream()
        .map(Row::seq)
        .toList();
  }

  @Test
  void store_seqHeldByAnotherMessage_failsOtherwiseThanUnavailableAndWritesNothing() {
    store.store(List.of(batch(GROUP, recipients(1, 1, 2, 1), message(1, 1, "a"))));
    Batch poison = batch(OTHER, recipients(1, 2, 2, 1), message(1, 1, "b"));

    assertThatThrownBy(() -> store.store(List.of(poison)))
        .isNotInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("held by another message")
        .hasMessageContaining("2-1");

    assertThat(seqs(1)).containsExactly(1L);
    assertThat(store.messages()).isEqualTo(1);
  }

  /// Large enough to be written as a product.
  @Test
  void store_oneSeqOfALargeBatchHeld_failsAndWritesNothing() {
    store.store(List.of(batch(GROUP, recipients(77, 5), message(1, 1, "a"))));
    long[] pairs = LongStream.rangeClosed(1, 100).flatMap(user -> LongStream.of(user, 1)).toArray();
    List<Message> messages = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      messages.add(message(i, 1, "b" + i));
    }
    Batch poison = batch(OTHER, recipients(pairs), messages.toArray(Message[]::new));

    assertThatThrownBy(() -> store.store(List.of(poison)))
        .isNotInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("77-5");
    assertThat(store.scanInboxRows()).isEqualTo(1);
  }

  @Test
  void store_positionHeldByAnotherMessage_failsOtherwiseThanUnavailable() {
    store.store(List.of(batch(GROUP, recipients(1, 1), message(1, 1, "a"))));

    assertThatThrownBy(
            () -> store.store(List.of(batch(GROUP, recipients(1, 2), message(1, 1, "b")))))
        .isNotInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("g7-1");
  }

  @Test
  void persist_poisonAmongOthers_isParkedAndTheOthersAreStored() throws Exception {
    store.store(List.of(batch(GROUP, recipients(1, 1), message(1, 1, "a"))));
    Batch good = batch(GROUP, recipients(1, 2), message(2, 1, "b"));
    Batch poison = batch(GROUP, recipients(1, 2), message(3, 1, "c"));
    Batch behind = batch(GROUP, recipients(1, 3), message(4, 1, "d"));

    new PersistBatchesService(store, store).persist(List.of(good, poison, behind));

    assertThat(seqs(1)).containsExactly(1L, 2L, 3L);
    assertThat(store.count()).isEqualTo(1);
    byte[] record =
        mysql
            .database()
            .read(
                "test",
                session -> {
                  try (Statement statement = session.connection().createStatement();
                      ResultSet rows =
                          statement.executeQuery(
                              "SELECT record FROM parked_batch WHERE reason LIKE '%1-2%'"
                                  + " AND parked_at_ms > 1600000000000")) {
                    rows.next();
                    return rows.getBytes(1);
                  }
                });
    assertThat(RecordCodec.decodeBatch(record).messages()).isEqualTo(poison.messages());
  }

  @Test
  void store_oneClientIdInTwoConversations_secondIsParked() {
    store.store(List.of(batch(GROUP, recipients(1, 1), message(1, 1, "a"))));

    assertThat(store.store(List.of(batch(OTHER, recipients(1, 2), message(1, 1, "a"))))).isEmpty();

    assertThat(seqs(1)).containsExactly(1L);
    assertThat(store.count()).isEqualTo(1);
  }

  @Test
  void store_missingTable_isUnavailableAndParksNothing() {
    mysql.execute("RENAME TABLE inbox TO inbox_elsewhere");
    try {
      Batch batch = batch(GROUP, recipients(1, 1), message(1, 1, "a"));
      assertThatThrownBy(() -> new PersistBatchesService(store, store).persist(List.of(batch)))
          .isInstanceOfSatisfying(
              StoreUnavailable.class, failure -> assertThat(failure.nothingWritten()).isTrue());
    } finally {
      mysql.execute("RENAME TABLE inbox_elsewhere TO inbox");
    }
    assertThat(store.count()).isZero();
    assertThat(store.messages()).isZero();
  }
}
