package dev.peal.application.contract;

import static dev.peal.application.contract.Samples.group;
import static dev.peal.application.contract.Samples.notice;
import static dev.peal.application.contract.Samples.user;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.GroupStore.Member;
import dev.peal.application.port.out.GroupStore.Membership;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.domain.account.Name;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// The contract of [GroupStore].
public abstract class GroupStoreContract {

  private static final GroupId ID = new GroupId(7);

  /// The store under test, empty at first; the same one within a test.
  protected abstract GroupStore store();

  /// The outbox that the store fills.
  protected abstract NoticeOutbox outbox();

  /// The store as a new process would find it.
  protected abstract GroupStore reopened();

  private Active created() {
    Active group = group(7, 1, 2, 3);
    store().create(group, users(2, 3), notice(Kind.CREATED, 1, users(2, 3), 1), 1_000);
    return group;
  }

  /// Commits a change and returns the group after it.
  private Active committed(Active before, GroupChange change) {
    assertThat(commit(before, change)).isTrue();
    return (Active) store().find(before.id()).orElseThrow();
  }

  private boolean commit(Active before, GroupChange change) {
    return store().commit(before, change, notice(Kind.ADDED, 1, List.of(), before.version() + 1));
  }

  @Test
  void create_isFoundWithMembersRolesAndNotice() {
    Active group = created();

    assertThat(store().find(ID)).contains(group);
    assertThat(store().members(ID)).contains(Members.of(1, 1, 2, 3));
    assertThat(store().roles(ID, users(1, 3, 99)))
        .isEqualTo(Map.of(user(1), Role.OWNER, user(3), Role.MEMBER));
    assertThat(store().membershipsOf(user(2), 0, 10))
        .containsExactly(new Membership(group, Role.MEMBER));
    assertThat(outbox().waiting(ID, 10)).containsExactly(notice(Kind.CREATED, 1, users(2, 3), 1));
  }

  @Test
  void create_again_isHarmless() {
    Active group = created();
    created();

    assertThat(store().find(ID)).contains(group);
    assertThat(store().members(ID)).contains(Members.of(1, 1, 2, 3));
    assertThat(outbox().waiting(ID, 10)).hasSize(1);
  }

  @Test
  void find_unknown_isNothing() {
    created();

    assertThat(store().find(new GroupId(8))).isEmpty();
    assertThat(store().members(new GroupId(8))).isEmpty();
    assertThat(store().roles(new GroupId(8), users(1))).isEmpty();
    assertThat(store().membersAbove(new GroupId(8), 0, 10)).isEmpty();
    assertThat(store().membershipsOf(user(99), 0, 10)).isEmpty();
  }

  @Test
  void commit_added_areMembers() {
    Active after = committed(created(), new GroupChange.Added(users(4, 5)));

    assertThat(after.version()).isEqualTo(2);
    assertThat(after.memberCount()).isEqualTo(5);
    assertThat(store().members(ID)).contains(Members.of(2, 1, 2, 3, 4, 5));
    assertThat(store().membershipsOf(user(5), 0, 10))
        .containsExactly(new Membership(after, Role.MEMBER));
  }

  @Test
  void commit_removedAndLeft_areNoMembersAndRemembered() {
    Active removed = committed(created(), new GroupChange.Removed(user(2)));
    Active left = committed(removed, new GroupChange.Left(user(3)));

    assertThat(left.memberCount()).isEqualTo(1);
    assertThat(store().members(ID)).contains(Members.of(3, 1));
    assertThat(store().roles(ID, users(1, 2, 3))).containsOnlyKeys(user(1));
    assertThat(store().membershipsOf(user(2), 0, 10)).isEmpty();
    assertThat(store().departedAt(ID, user(2))).isEqualTo(OptionalLong.of(2));
    assertThat(store().departedAt(ID, user(3))).isEqualTo(OptionalLong.of(3));
    assertThat(store().departedAt(ID, user(1))).isEmpty();
    assertThat(store().departedAt(ID, user(99))).isEmpty();
  }

  @Test
  void commit_addedAgain_isNotDepartedAnyMore() {
    Active removed = committed(created(), new GroupChange.Removed(user(2)));
    committed(removed, new GroupChange.Added(users(2)));

    assertThat(store().departedAt(ID, user(2))).isEmpty();
    assertThat(store().members(ID)).contains(Members.of(3, 1, 2, 3));
  }

  @Test
  void commit_renamed_hasTheNewName() {
    Active after = committed(created(), new GroupChange.Renamed(new Name("Chimes")));

    assertThat(after).isEqualTo(new Active(ID, new Name("Chimes"), user(1), 2, 3));
    assertThat(store().members(ID)).contains(Members.of(2, 1, 2, 3));
  }

  @Test
  void commit_rolesAndOwnership_change() {
    Active admin = committed(created(), new GroupChange.RoleChanged(user(2), Role.ADMIN));
    assertThat(store().roles(ID, users(2))).isEqualTo(Map.of(user(2), Role.ADMIN));

    Active after = committed(admin, new GroupChange.OwnerChanged(user(1), user(3)));

    assertThat(after.owner()).isEqualTo(user(3));
    assertThat(store().membersAbove(ID, 0, 10))
        .containsExactly(
            new Member(user(1), Role.ADMIN),
            new Member(user(2), Role.ADMIN),
            new Member(user(3), Role.OWNER));
  }

  @Test
  void commit_dismissed_hasNoMembersAndTakesNoChange() {
    Active group = created();

    assertThat(commit(group, new GroupChange.Dismissed(users(1, 2, 3)))).isTrue();

    assertThat(store().find(ID)).contains(new GroupState.Dismissed(ID, user(1), 2));
    assertThat(store().members(ID)).isEmpty();
    assertThat(store().roles(ID, users(1, 2, 3))).isEmpty();
    assertThat(store().membershipsOf(user(1), 0, 10)).isEmpty();
    Active wouldBe = new Active(ID, group.name(), user(1), 2, 0);
    assertThat(commit(wouldBe, new GroupChange.Added(users(4)))).isFalse();
  }

  @Test
  void departedAt_dismissedGroup_isOfThoseWhoWentBefore() {
    Active left = committed(created(), new GroupChange.Left(user(3)));
    commit(left, new GroupChange.Dismissed(users(1, 2)));

    assertThat(store().departedAt(ID, user(3))).isEqualTo(OptionalLong.of(2));
    assertThat(store().departedAt(ID, user(2))).isEmpty();
  }

  @Test
  void commit_atAnotherVersion_changesNothing() {
    Active group = created();
    Active after = committed(group, new GroupChange.Added(users(4)));

    assertThat(commit(group, new GroupChange.Removed(user(2)))).isFalse();

    assertThat(store().find(ID)).contains(after);
    assertThat(store().members(ID)).contains(Members.of(2, 1, 2, 3, 4));
    assertThat(outbox().waiting(ID, 10)).hasSize(2);
  }

  @Test
  void commit_unknownGroup_isFalse() {
    assertThat(commit(group(9, 1), new GroupChange.Added(users(4)))).isFalse();
    assertThat(store().find(new GroupId(9))).isEmpty();
  }

  @Test
  void commit_manyAtOnceFromOneVersion_exactlyOneIsMade() throws Exception {
    Active before = created();
    for (int round = 0; round < 20; round++) {
      Active from = before;
      List<Callable<Boolean>> rivals = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        UserId newcomer = user(100 + round * 10L + i);
        rivals.add(() -> commit(from, new GroupChange.Added(List.of(newcomer))));
      }

      assertThat(Samples.atOnce(rivals)).containsOnlyOnce(true);

      before = (Active) store().find(ID).orElseThrow();
      assertThat(before.version()).isEqualTo(from.version() + 1);
      assertThat(store().members(ID).orElseThrow().size()).isEqualTo(before.memberCount());
    }
  }

  @Test
  void membersAbove_pageByPage_givesAllInOrder() {
    Active group = group(9, 5, 1, 300, 70_000, UserId.MAX);
    store()
        .create(
            group, users(1, 300, 70_000, UserId.MAX), notice(Kind.CREATED, 5, List.of(), 1), 1_000);
    store().create(group(10, 6), List.of(), notice(Kind.CREATED, 6, List.of(), 1), 1_000);

    assertThat(store().membersAbove(group.id(), 0, 2))
        .extracting(Member::user)
        .containsExactly(user(1), user(5));
    assertThat(store().membersAbove(group.id(), 5, 2))
        .extracting(Member::user)
        .containsExactly(user(300), user(70_000));
    assertThat(store().membersAbove(group.id(), 70_000, 2))
        .extracting(Member::user)
        .containsExactly(user(UserId.MAX));
    assertThat(store().membersAbove(group.id(), UserId.MAX, 2)).isEmpty();
    assertThat(store().membersAbove(group.id(), Long.MAX_VALUE, 2)).isEmpty();
  }

  @Test
  void membershipsOf_severalGroups_comeInOrderOfId() {
    for (long id : new long[] {GroupId.MAX, 300, 2}) {
      store().create(group(id, 1, 2), users(2), notice(Kind.CREATED, 1, users(2), 1), 1_000);
    }

    assertThat(store().membershipsOf(user(2), 0, 10))
        .extracting(membership -> membership.group().id().value())
        .containsExactly(2L, 300L, GroupId.MAX);
  }

  @Test
  void membershipsOf_pageByPage_endsWithTheLast() {
    for (long id : new long[] {GroupId.MAX, 300, 2}) {
      store().create(group(id, 1, 2), users(2), notice(Kind.CREATED, 1, users(2), 1), 1_000);
    }

    assertThat(store().membershipsOf(user(2), 0, 2))
        .extracting(membership -> membership.group().id().value())
        .containsExactly(2L, 300L);
    assertThat(store().membershipsOf(user(2), 300, 2))
        .extracting(membership -> membership.group().id().value())
        .containsExactly(GroupId.MAX);
    assertThat(store().membershipsOf(user(2), GroupId.MAX, 2)).isEmpty();
  }

  @Test
  void isInAsManyAs_countsTheActiveGroupsHeIsIn() {
    for (long id : new long[] {GroupId.MAX, 300}) {
      store().create(group(id, 1, 2), users(2), notice(Kind.CREATED, 1, users(2), 1), 1_000);
    }
    Active third = created();

    assertThat(store().isInAsManyAs(user(2), 3)).isTrue();
    assertThat(store().isInAsManyAs(user(2), 4)).isFalse();
    assertThat(store().isInAsManyAs(user(99), 1)).isFalse();

    committed(third, new GroupChange.Removed(user(2)));
    assertThat(store().isInAsManyAs(user(2), 2)).isTrue();
    assertThat(store().isInAsManyAs(user(2), 3)).isFalse();
  }

  @Test
  void reopened_hasWhatWasCommitted() {
    Active after = committed(created(), new GroupChange.Removed(user(2)));

    GroupStore again = reopened();

    assertThat(again.find(ID)).contains(after);
    assertThat(again.members(ID)).contains(Members.of(2, 1, 3));
    assertThat(again.departedAt(ID, user(2))).isEqualTo(OptionalLong.of(2));
    assertThat(outbox().waiting(ID, 10)).hasSize(2);
  }
}
