package dev.peal.application.contract;

import static dev.peal.application.contract.Samples.notice;
import static dev.peal.application.contract.Samples.user;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.GroupStore.Notice;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.domain.account.Name;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Body.MembershipChange;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The contract of [NoticeOutbox], filled by way of a [GroupStore].
public abstract class NoticeOutboxContract {

  /// The store that fills the outbox under test.
  protected abstract GroupStore groups();

  /// The outbox under test, empty at first.
  protected abstract NoticeOutbox outbox();

  /// Makes a group and renames it until it has `versions` versions, each with its notice.
  private void group(GroupId id, int versions) {
    Active group = Samples.group(id.value(), 1);
    groups().create(group, List.of(), notice(Kind.CREATED, 1, List.of(), 1), 1_000);
    for (int version = 2; version <= versions; version++) {
      GroupChange change = new GroupChange.Renamed(new Name("Name " + version));
      groups().commit(group, change, notice(Kind.RENAMED, 1, List.of(), version));
      group = (Active) change.applyTo(group);
    }
  }

  @Test
  void waiting_severalVersions_comeInOrderAndNoMoreThanAsked() {
    GroupId id = new GroupId(7);
    group(id, 300);
    group(new GroupId(8), 2);

    assertThat(outbox().waiting(id, 1_000))
        .extracting(notice -> notice.change().version())
        .hasSize(300)
        .isSorted();
    assertThat(outbox().waiting(id, 2))
        .extracting(notice -> notice.change().version())
        .containsExactly(1L, 2L);
    assertThat(outbox().waiting(new GroupId(6), 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(MembershipChange.Kind.class)
  void waiting_anyKind_comesBackAsItWas(MembershipChange.Kind kind) {
    Notice notice =
        new Notice(
            user(3),
            new MembershipChange(kind, 3, List.of(9L, 4L), "N\u00E4me \uD83D\uDE00", 1),
            users(8, 2));
    groups().create(Samples.group(7, 1), List.of(), notice, 1_000);

    assertThat(outbox().waiting(new GroupId(7), 10)).containsExactly(notice);
  }

  @Test
  void posted_isForgottenAndTheOthersStay() {
    GroupId id = new GroupId(7);
    group(id, 3);

    outbox().posted(id, 2);
    outbox().posted(id, 2);
    outbox().posted(id, 99);

    assertThat(outbox().waiting(id, 10))
        .extracting(notice -> notice.change().version())
        .containsExactly(1L, 3L);
  }

  @Test
  void groupsWaiting_pageByPage_givesEachOnceInOrder() {
    for (long id : new long[] {300, 2, GroupId.MAX, 7}) {
      group(new GroupId(id), 2);
    }
    outbox().posted(new GroupId(7), 1);
    outbox().posted(new GroupId(7), 2);
    outbox().posted(new GroupId(2), 1);

    assertThat(outbox().groupsWaiting(0, 2)).containsExactly(new GroupId(2), new GroupId(300));
    assertThat(outbox().groupsWaiting(300, 2)).containsExactly(new GroupId(GroupId.MAX));
    assertThat(outbox().groupsWaiting(GroupId.MAX, 2)).isEmpty();
  }
}
