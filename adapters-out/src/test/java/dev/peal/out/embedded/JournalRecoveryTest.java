package dev.peal.out.embedded;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.InboxReader.Row;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.record.v1.BatchRecord;
import dev.peal.out.record.v1.MessageRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRecoveryTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final Batch FIRST = batch(GROUP, recipients(1, 1), message(1, 1, "a"));
  private static final Batch SECOND = batch(GROUP, recipients(1, 2), message(2, 1, "b"));

  @TempDir Path folder;
  private Opened node;

  @BeforeEach
  void open() {
    node = new Opened(folder);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private void put(long number, byte[] record) {
    try (EmbeddedStore.Changes changes = node.store().changes()) {
      changes.put(Family.JOURNAL, Keys.number(number), record);
      node.store().write(changes, true);
    }
  }

  private List<Long> seqs() {
    return node.reader.rowsAbove(new UserId(1), 0, 100, 1_000_000).rows().stream()
        .map(Row::seq)
        .toList();
  }

  @Test
  void expandAll_records_becomeRowsAndTheJournalIsEmpty() {
    put(1, RecordCodec.encode(FIRST));
    put(2, RecordCodec.encode(SECOND));

    node.reopen();

    assertThat(node.recovered).isEqualTo(2);
    assertThat(seqs()).containsExactly(1L, 2L);
    node.reopen();
    assertThat(node.recovered).isZero();
    assertThat(node.batches.inboxRows()).isEqualTo(2);
  }

  @Test
  void expandAll_recordOfANewerRelease_refusesAndKeepsIt() {
    byte[] newer = BatchRecord.newBuilder().setVersion(1_000).build().toByteArray();
    put(1, newer);

    assertThatThrownBy(node::reopen)
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("newer release")
        .hasMessageContaining("nothing was changed");

    assertThat(node.store().get(Family.JOURNAL, Keys.number(1))).isEqualTo(newer);
  }

  @Test
  void expandAll_recordWhoseRowsAreThere_changesNothing() {
    node.batches.store(List.of(FIRST));
    put(1, RecordCodec.encode(FIRST));

    node.reopen();

    assertThat(seqs()).containsExactly(1L);
    assertThat(node.batches.inboxRows()).isEqualTo(1);
  }

  @Test
  void expandAll_poisonRecords_areParkedAndTheRestGoesOn() {
    put(1, RecordCodec.encode(FIRST));
    put(2, "not a record at all".getBytes(StandardCharsets.US_ASCII));
    put(3, new byte[0]);
    put(
        4,
        BatchRecord.newBuilder()
            .setId(9)
            .setConversation("g7")
            .addMessages(
                MessageRecord.newBuilder().setPosition(1).setSender(1).setClientId("nobody"))
            .build()
            .toByteArray());
    put(5, RecordCodec.encode(SECOND));

    node.reopen();

    assertThat(node.recovered).isEqualTo(5);
    assertThat(seqs()).containsExactly(1L, 2L);
    assertThat(node.batches.count()).isEqualTo(3);
    node.reopen();
    assertThat(node.recovered).isZero();
    assertThat(node.batches.count()).isEqualTo(3);
  }

  @Test
  void expandAll_storeIsAway_leavesTheRecords() {
    put(1, RecordCodec.encode(FIRST));

    assertThatThrownBy(() ->
            JournalRecovery.expandAll(
                node.store(),
                batches -> {
                  throw new StoreUnavailable("away", true);
                }))
        .isInstanceOf(StoreUnavailable.class);

    node.reopen();
    assertThat(node.recovered).isEqualTo(1);
    assertThat(seqs()).containsExactly(1L);
  }
}
