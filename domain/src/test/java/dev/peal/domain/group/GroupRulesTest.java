package dev.peal.domain.group;

import static dev.peal.domain.group.Role.ADMIN;
import static dev.peal.domain.group.Role.MEMBER;
import static dev.peal.domain.group.Role.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.account.Checked;
import dev.peal.domain.account.Name;
import dev.peal.domain.group.GroupRules.Decision;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class GroupRulesTest {

  private static final UserId OWNING = new UserId(1);
  private static final UserId ACTOR = new UserId(2);
  private static final UserId OTHER = new UserId(3);
  private static final Active GROUP = new Active(new GroupId(7), new Name("Bells"), OWNING, 4, 3);

  @ParameterizedTest
  @CsvSource({
    "OWNER, Allowed",
    "ADMIN, Allowed",
    "MEMBER, Forbidden",
  })
  void add_byRole_decides(Role actor, String decision) {
    assertThat(GroupRules.add(GROUP, actor, List.of(OTHER), 5)).satisfies(is(decision));
  }

  @Test
  void add_nobodyNew_isAlreadySoForThoseWhoMayAdd() {
    assertThat(GroupRules.add(GROUP, ADMIN, List.of(), 5)).isEqualTo(new Decision.AlreadySo());
    assertThat(GroupRules.add(GROUP, MEMBER, List.of(), 5)).satisfies(is("Forbidden"));
  }

  @Test
  void add_upToTheLimit_isAllowedAndOneMoreIsNot() {
    assertThat(GroupRules.add(GROUP, OWNER, users(10, 11), 5))
        .isEqualTo(new Decision.Allowed(new GroupChange.Added(users(10, 11))));
    assertThat(GroupRules.add(GROUP, OWNER, users(10, 11, 12), 5))
        .isEqualTo(
            new Decision.Conflict(
                "The group has 3 members and cannot take 3 more (expected: at most 5)."));
  }

  @ParameterizedTest
  @CsvSource({
    "OWNER, ADMIN, Allowed",
    "OWNER, MEMBER, Allowed",
    "OWNER, , AlreadySo",
    "ADMIN, OWNER, Forbidden",
    "ADMIN, ADMIN, Forbidden",
    "ADMIN, MEMBER, Allowed",
    "ADMIN, , AlreadySo",
    "MEMBER, OWNER, Forbidden",
    "MEMBER, ADMIN, Forbidden",
    "MEMBER, MEMBER, Forbidden",
    "MEMBER, , Forbidden",
  })
  void remove_byRoles_decides(Role actor, Role member, String decision) {
    assertThat(GroupRules.remove(ACTOR, actor, OTHER, Optional.ofNullable(member)))
        .satisfies(is(decision));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void remove_oneself_isLeaving(Role role) {
    assertThat(GroupRules.remove(ACTOR, role, ACTOR, Optional.of(role)))
        .isEqualTo(GroupRules.leave(ACTOR, role));
  }

  @Test
  void leave_ownerMayNotOthersMay() {
    assertThat(GroupRules.leave(ACTOR, OWNER)).satisfies(is("Conflict"));
    assertThat(GroupRules.leave(ACTOR, ADMIN))
        .isEqualTo(new Decision.Allowed(new GroupChange.Left(ACTOR)));
    assertThat(GroupRules.leave(ACTOR, MEMBER))
        .isEqualTo(new Decision.Allowed(new GroupChange.Left(ACTOR)));
  }

  @ParameterizedTest
  @CsvSource({
    "OWNER, Chimes, Allowed",
    "ADMIN, Chimes, Allowed",
    "MEMBER, Chimes, Forbidden",
    "OWNER, Bells, AlreadySo",
    "MEMBER, Bells, Forbidden",
  })
  void rename_byRoleAndName_decides(Role actor, String name, String decision) {
    assertThat(GroupRules.rename(GROUP, actor, new Name(name))).satisfies(is(decision));
  }

  @ParameterizedTest
  @CsvSource({
    "OWNER, MEMBER, ADMIN, Allowed",
    "OWNER, ADMIN, MEMBER, Allowed",
    "OWNER, ADMIN, ADMIN, AlreadySo",
    "OWNER, OWNER, ADMIN, Conflict",
    "OWNER, , ADMIN, Conflict",
    "OWNER, MEMBER, OWNER, Invalid",
    "ADMIN, MEMBER, ADMIN, Forbidden",
    "ADMIN, ADMIN, ADMIN, Forbidden",
    "MEMBER, MEMBER, ADMIN, Forbidden",
  })
  void changeRole_byRoles_decides(Role actor, Role member, Role wanted, String decision) {
    assertThat(GroupRules.changeRole(actor, OTHER, Optional.ofNullable(member), wanted))
        .satisfies(is(decision));
  }

  @Test
  void handOver_byTheOwnerToAMember_isAllowed() {
    assertThat(GroupRules.handOver(GROUP, OWNING, OTHER, Optional.of(MEMBER)))
        .isEqualTo(new Decision.Allowed(new GroupChange.OwnerChanged(OWNING, OTHER)));
  }

  @Test
  void handOver_toAStranger_isAConflict() {
    assertThat(GroupRules.handOver(GROUP, OWNING, OTHER, Optional.empty()))
        .isEqualTo(new Decision.Conflict("User 3 is not a member of the group."));
  }

  @Test
  void handOver_byAnotherThanTheOwner_isForbidden() {
    assertThat(GroupRules.handOver(GROUP, ACTOR, OTHER, Optional.of(MEMBER)))
        .satisfies(is("Forbidden"));
  }

  @Test
  void handOver_toWhoOwnsItAlready_isAlreadySoForTheFormerOwnerToo() {
    assertThat(GroupRules.handOver(GROUP, ACTOR, OWNING, Optional.of(OWNER)))
        .isEqualTo(new Decision.AlreadySo());
  }

  @Test
  void dismiss_byTheOwner_isAllowed() {
    assertThat(GroupRules.dismiss(OWNER, users(1, 2, 3)))
        .isEqualTo(new Decision.Allowed(new GroupChange.Dismissed(users(1, 2, 3))));
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, mode = Mode.EXCLUDE, names = "OWNER")
  void dismiss_byOthers_isForbidden(Role actor) {
    assertThat(GroupRules.dismiss(actor, users(1, 2, 3))).satisfies(is("Forbidden"));
  }

  @Test
  void initialMembers_repeatedAndTheCreator_areLeftOut() {
    assertThat(GroupRules.initialMembers("members", ACTOR, users(3, 2, 3, 9), 5))
        .isEqualTo(new Checked.Valid<>(users(3, 9)));
  }

  @Test
  void initialMembers_countTheCreatorAgainstTheLimit() {
    assertThat(GroupRules.initialMembers("members", ACTOR, users(3, 4), 3))
        .isInstanceOf(Checked.Valid.class);
    assertThat(GroupRules.initialMembers("members", ACTOR, users(3, 4, 5), 3))
        .isEqualTo(new Checked.Broken<>("members", "members: 3 ids (expected: at most 2)"));
  }

  @Test
  void newcomers_none_isRefused() {
    assertThat(GroupRules.newcomers("members", List.of(), 3))
        .isEqualTo(new Checked.Broken<>("members", "members: none (expected: at least one id)"));
  }

  @Test
  void newcomers_moreThanAGroupTakes_isRefused() {
    assertThat(GroupRules.newcomers("members", users(1, 2, 3, 4), 3))
        .isEqualTo(new Checked.Broken<>("members", "members: 4 ids (expected: at most 3)"));
  }

  private static Consumer<Decision> is(String name) {
    return decision -> assertThat(decision.getClass().getSimpleName()).isEqualTo(name);
  }

  private static List<UserId> users(long... ids) {
    return LongStream.of(ids).mapToObj(UserId::new).toList();
  }
}
