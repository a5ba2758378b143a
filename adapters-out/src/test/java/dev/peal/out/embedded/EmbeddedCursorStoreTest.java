package dev.peal.out.embedded;

import dev.peal.application.contract.CursorStoreContract;
import dev.peal.application.port.out.CursorStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedCursorStoreTest extends CursorStoreContract {

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
  protected CursorStore cursors() {
    return node.cursors;
  }

  @Override
  protected CursorStore reopened() {
    node.reopen();
    return node.cursors;
  }
}
