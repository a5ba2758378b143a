package dev.peal.out.embedded;

import dev.peal.application.contract.ParkedBatchesContract;
import dev.peal.application.port.out.ParkedBatches;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedParkedBatchesTest extends ParkedBatchesContract {

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
  protected ParkedBatches parked() {
    return node.batches;
  }

  @Override
  protected ParkedBatches reopened() {
    node.reopen();
    return node.batches;
  }
}
