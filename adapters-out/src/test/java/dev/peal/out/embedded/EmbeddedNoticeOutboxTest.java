package dev.peal.out.embedded;

import dev.peal.application.contract.NoticeOutboxContract;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.NoticeOutbox;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedNoticeOutboxTest extends NoticeOutboxContract {

  @TempDir Path folder;
  private TestStore opened;

  @BeforeEach
  void open() {
    opened = new TestStore(folder);
  }

  @AfterEach
  void close() {
    opened.close();
  }

  @Override
  protected GroupStore groups() {
    return new EmbeddedGroupStore(opened.store());
  }

  @Override
  protected NoticeOutbox outbox() {
    return new EmbeddedNoticeOutbox(opened.store());
  }
}
