package dev.peal.out.embedded;

import static dev.peal.application.contract.Samples.notice;
import static dev.peal.application.contract.Samples.user;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.MemberDirectoryContract;
import dev.peal.application.contract.Samples;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMemberDirectoryTest extends MemberDirectoryContract {

  private static final ConversationId GROUP = ConversationId.group(7);

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

  /// A reload that read before a change, and one that began after it: whichever ends last, the
  /// newer members stay. The first is held back until the second is done or waits for the first.
  @Test
  void reload_slowOneFromBeforeAChange_doesNotOverwriteALaterOne() throws Exception {
    Active before = Samples.group(7, 1, 2);
    groups.create(before, users(2), notice(Kind.CREATED, 1, users(2), 1), 1_000);
    AtomicReference<Thread> second = new AtomicReference<>();
    Runnable afterFirstRead =
        () -> {
          groups.commit(
              before, new GroupChange.Removed(user(2)), notice(Kind.REMOVED, 1, users(2), 2));
          Thread later = Thread.ofPlatform().start(() -> directory.reload(GROUP));
          second.set(later);
          while (later.isAlive() && !waits(later)) {
            Thread.onSpinWait();
          }
        };
    directory = new EmbeddedMemberDirectory(pausing(afterFirstRead), accounts, 1_000_000);

    directory.reload(GROUP);
    second.get().join();

    assertThat(directory.members(GROUP)).contains(Members.of(2, 1));
  }

  private static boolean waits(Thread thread) {
    return switch (thread.getState()) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  /// The store, with something that happens after the first read of members and before its result
  /// is returned.
  private GroupStore pausing(Runnable afterFirstRead) {
    AtomicBoolean first = new AtomicBoolean(true);
    return (GroupStore)
        Proxy.newProxyInstance(
            GroupStore.class.getClassLoader(),
            new Class<?>[] {GroupStore.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(groups, arguments);
              if (method.getName().equals("members") && first.getAndSet(false)) {
                afterFirstRead.run();
              }
              return result;
            });
  }

  @Test
  void members_moreThanFit_areStillAnswered() {
    directory = new EmbeddedMemberDirectory(groups, accounts, 1);
    groups.create(Samples.group(7, 1, 2), users(2), notice(Kind.CREATED, 1, users(2), 1), 1_000);

    assertThat(directory.members(GROUP)).contains(Members.of(1, 1, 2));
    assertThat(directory.members(GROUP)).contains(Members.of(1, 1, 2));
  }

  @Test
  void constructor_noRoom_namesKeyAndRange() {
    assertThatThrownBy(() -> new EmbeddedMemberDirectory(groups, accounts, 0))
        .hasMessage("members.cached: 0 (expected: 1 or more)");
  }
}
