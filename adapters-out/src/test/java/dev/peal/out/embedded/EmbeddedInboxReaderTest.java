package dev.peal.out.embedded;

import dev.peal.application.contract.InboxReaderContract;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.InboxReader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedInboxReaderTest extends InboxReaderContract {

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
  protected InboxReader inbox() {
    return node.reader;
  }
}
