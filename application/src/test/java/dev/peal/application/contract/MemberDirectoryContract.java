package dev.peal.application.contract;

import static dev.peal.application.contract.Samples.group;
import static dev.peal.application.contract.Samples.notice;
import static dev.peal.application.contract.Samples.profile;
import static dev.peal.application.contract.Samples.user;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// The contract of [MemberDirectory], over stores that are filled by way of their ports.
public abstract class MemberDirectoryContract {

  private static final ConversationId GROUP = ConversationId.group(7);

  /// The directory under test; the same one within a test.
  protected abstract MemberDirectory directory();

  protected abstract GroupStore groups();

  protected abstract AccountStore accounts();

  private Active created() {
    Active group = group(7, 1, 2, 3);
    groups().create(group, users(2, 3), notice(Kind.CREATED, 1, users(2, 3), 1), 1_000);
    return group;
  }

  private Active committed(Active before, GroupChange change) {
    assertThat(
            groups().commit(before, change, notice(Kind.ADDED, 1, List.of(), before.version() + 1)))
        .isTrue();
    return (Active) change.applyTo(before);
  }

  @Test
  void members_ofAGroup_areThoseOfTheStore() {
    created();

    assertThat(directory().members(GROUP)).contains(Members.of(1, 1, 2, 3));
    assertThat(directory().members(GROUP)).contains(Members.of(1, 1, 2, 3));
  }

  @Test
  void members_askedBeforeItExisted_areFoundAfterwards() {
    assertThat(directory().members(GROUP)).isEmpty();
    created();

    assertThat(directory().members(GROUP)).contains(Members.of(1, 1, 2, 3));
  }

  @Test
  void reload_afterAChange_seesItAndSoDoMembers() {
    Active group = created();
    directory().members(GROUP);
    committed(group, new GroupChange.Removed(user(2)));

    assertThat(directory().reload(GROUP)).contains(Members.of(2, 1, 3));
    assertThat(directory().members(GROUP)).contains(Members.of(2, 1, 3));
  }

  @Test
  void reload_afterDismissal_isNothingAndSoAreMembers() {
    Active group = created();
    directory().members(GROUP);
    assertThat(
            groups()
                .commit(
                    group,
                    new GroupChange.Dismissed(users(1, 2, 3)),
                    notice(Kind.DISMISSED, 1, List.of(), 2)))
        .isTrue();

    assertThat(directory().reload(GROUP)).isEmpty();
    assertThat(directory().members(GROUP)).isEmpty();
  }

  @Test
  void members_ofADirectConversation_areBothIfBothHaveAccounts() {
    ConversationId direct = ConversationId.direct(user(1), user(2));
    accounts().add(profile(1, "ada"), "hash", 1_000);
    assertThat(directory().members(direct)).isEmpty();
    assertThat(directory().reload(direct)).isEmpty();

    accounts().add(profile(2, "bob"), "hash", 1_000);

    assertThat(directory().members(direct)).contains(Members.of(0, 1, 2));
    assertThat(directory().reload(direct)).contains(Members.of(0, 1, 2));
  }

  @Test
  void members_ofTheConversationWithOneself_isOneself() {
    ConversationId self = ConversationId.direct(user(1), user(1));
    assertThat(directory().members(self)).isEmpty();

    accounts().add(profile(1, "ada"), "hash", 1_000);

    assertThat(directory().members(self)).contains(Members.of(0, 1));
  }

  @Test
  void members_afterAReloadAnswered_areNeverOlder() throws Exception {
    Active group = created();
    AtomicBoolean done = new AtomicBoolean();
    List<Callable<Boolean>> work = new ArrayList<>();
    work.add(() -> {
      Active before = group;
      boolean newEnough = true;
      for (int i = 0; i < 60; i++) {
        before = committed(before, new GroupChange.Added(users(100 + i)));
        newEnough &= directory().reload(GROUP).orElseThrow().version() == before.version();
        newEnough &= directory().members(GROUP).orElseThrow().version() == before.version();
      }
      done.set(true);
      return newEnough;
    });
    for (int t = 0; t < 3; t++) {
      work.add(() -> {
        long version = 0;
        boolean rising = true;
        while (!done.get()) {
          long next = directory().members(GROUP).orElseThrow().version();
          rising &= next >= version;
          version = directory().reload(GROUP).orElseThrow().version();
          rising &= version >= next;
        }
        return rising;
      });
    }

    assertThat(Samples.atOnce(work)).containsOnly(true);
  }
}
