package dev.peal.out.embedded;

import dev.peal.application.contract.AccountStoreContract;
import dev.peal.application.port.out.AccountStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedAccountStoreTest extends AccountStoreContract {

  @TempDir Path folder;
  private TestStore opened;
  private AccountStore accounts;

  @BeforeEach
  void open() {
    opened = new TestStore(folder);
    accounts = new EmbeddedAccountStore(opened.store());
  }

  @AfterEach
  void close() {
    opened.close();
  }

  @Override
  protected AccountStore store() {
    return accounts;
  }

  @Override
  protected AccountStore reopened() {
    return new EmbeddedAccountStore(opened.reopen());
  }
}
