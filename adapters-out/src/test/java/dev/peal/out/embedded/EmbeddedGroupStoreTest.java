package dev.peal.out.embedded;

import dev.peal.application.contract.GroupStoreContract;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.NoticeOutbox;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedGroupStoreTest extends GroupStoreContract {

  @TempDir Path folder;
  private TestStore opened;
  private GroupStore groups;

  @BeforeEach
  void open() {
    opened = new TestStore(folder);
    groups = new EmbeddedGroupStore(opened.store());
  }

  @AfterEach
  void close() {
    opened.assertBothDirectionsAgree();
    opened.close();
  }

  @Override
  protected GroupStore store() {
    return groups;
  }

  @Override
  protected NoticeOutbox outbox() {
    return new EmbeddedNoticeOutbox(opened.store());
  }

  @Override
  protected GroupStore reopened() {
    return new EmbeddedGroupStore(opened.reopen());
  }
}
