package dev.peal.out.embedded;

import dev.peal.application.contract.MemberDirectoryContract;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMemberDirectoryTest extends MemberDirectoryContract {

  @TempDir Path folder;
  private TestStore opened;
  private GroupStore groups;
  private AccountStore accounts;
  private MemberDirectory directory;

  @BeforeEach
  void open() {
    opened = new TestStore(folder);
    groups = new EmbeddedGroupStore(opened.store());
    accounts = new EmbeddedAccountStore(opened.store());
    directory = new EmbeddedMemberDirectory(groups, accounts, 1_000_000);
  }

  @AfterEach
  void close() {
    opened.close();
  }

  @Override
  protected MemberDirectory directory() {
    return directory;
  }

  @Override
  protected GroupStore groups() {
    return groups;
  }

  @Override
  protected AccountStore accounts() {
    return accounts;
  }
}
