package dev.peal.out.embedded;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.BatchStoreContract;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBatchStoreTest extends BatchStoreContract {

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

  @Override
  protected BatchStore store() {
    return node.batches;
  }

  @Override
  protected ParkedBatches parked() {
    return node.batches;
  }

  @Override
  protected InboxReader inbox() {
    return node.reader;
  }

  @Override
  protected MessageReader messages() {
    return node.reader;
  }

  @Override
  protected GroupStore groups() {
    return new EmbeddedGroupStore(node.store());
  }

  @Override
  protected CursorStore cursors() {
    return node.cursors;
  }

  @Override
  protected void reopen() {
    node.reopen();
  }

  @Test
  void lastStamp_afterReopening_isTheHighestStored() {
    Batch batch = batch(ConversationId.group(7), recipients(1, 1), message(1, 1, "a"));
    node.batches.store(List.of(batch));

    node.reopen();

    assertThat(node.batches.lastStamp()).isEqualTo(batch.highestStamp());
  }
}
