package dev.peal.out.embedded;

import dev.peal.application.contract.MessageReaderContract;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MessageReader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMessageReaderTest extends MessageReaderContract {

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
  protected MessageReader messages() {
    return node.reader;
  }

  @Override
  protected GroupStore groups() {
    return new EmbeddedGroupStore(node.store());
  }

  @Override
  protected AccountStore accounts() {
    return new EmbeddedAccountStore(node.store());
  }
}
