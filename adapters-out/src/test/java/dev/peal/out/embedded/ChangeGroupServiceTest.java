package dev.peal.out.embedded;

import static dev.peal.out.embedded.GroupWorld.user;
import static dev.peal.out.embedded.GroupWorld.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.GroupOutcome.Changed;
import dev.peal.application.port.in.Invalid;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Body.MembershipChange;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.domain.session.UserId;
import dev.peal.out.embedded.GroupWorld.Told;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeGroupServiceTest {

  @TempDir Path folder;
  private GroupWorld world;
  private ChangeGroup change;

  @BeforeEach
  void open() {
    world = new GroupWorld(folder);
    change = world.node.change;
  }

  @AfterEach
  void close() {
    assertThat(world.road.violations()).isEmpty();
    world.assertBothDirectionsAgree();
    world.close();
  }

  /// A group of 1, the owner, 2, an admin, and 3 and 4, at version 2.
  private GroupId group() {
    Changed created = (Changed) change.create(user(1), "Bells", users(2, 3, 4));
    change.changeRole(user(1), created.group(), user(2), Role.ADMIN);
    return created.group();
  }

  private Told lastTold() {
    return world.road.told().getLast();
  }

  private static Told told(
      Kind kind, long actor, List<Long> users, String name, long version, Long... recipients) {
    return new Told(new MembershipChange(kind, actor, users, name, version), List.of(recipients));
  }

  /// What a message that is posted now would go by.
  private long[] postable(GroupId group) {
    ConversationId conversation = new ConversationId.Group(group);
    Members members = world.node.directory.members(conversation).orElse(Members.of(0));
    assertThat(world.ledger.version(group)).isGreaterThanOrEqualTo(members.version());
    return members.toArray();
  }

  @Test
  void create_makesTheGroupAndTellsEveryMember() {
    GroupOutcome outcome = change.create(user(1), " Bells ", users(3, 2, 3, 1));

    GroupId group = ((Changed) outcome).group();
    assertThat(outcome).isEqualTo(new Changed(group, 1, users(3, 2)));
    assertThat(lastTold())
        .isEqualTo(told(Kind.CREATED, 1, List.of(3L, 2L), "Bells", 1, 1L, 2L, 3L));
    assertThat(postable(group)).containsExactly(1, 2, 3);
    assertThat(world.outbox.waiting(group, 10)).isEmpty();
  }

  @Test
  void create_withUnknownMember_isRefusedAndMakesNothing() {
    assertThat(change.create(user(1), "Bells", users(2, 99)))
        .isEqualTo(
            new GroupOutcome.Refused(
                new Invalid("members", "members: 99 (expected: ids of accounts)")));
    assertThat(world.node.find.of(user(1), 0, 10).groups()).isEmpty();
  }

  @Test
  void create_byWhoHasNoAccount_isForbidden() {
    assertThat(change.create(user(99), "Bells", users(2)))
        .isInstanceOf(GroupOutcome.Forbidden.class);
  }

  @Test
  void create_withTooManyMembers_isRefused() {
    List<Long> ids = LongStream.rangeClosed(1, GroupWorld.MAX_MEMBERS + 1).boxed().toList();

    assertThat(change.create(user(1), "Bells", ids.stream().map(GroupWorld::user).toList()))
        .isEqualTo(
            new GroupOutcome.Refused(
                new Invalid("members", "members: 12 ids (expected: at most 11)")));
  }

  @Test
  void create_byOrWithWhoIsInTooManyGroups_isRefused() {
    fill(user(3));

    assertThat(change.create(user(3), "Bells", users(2))).isEqualTo(tooManyGroups(3));
    assertThat(change.create(user(1), "Bells", users(2, 3))).isEqualTo(tooManyGroups(3));

    assertThat(world.node.find.of(user(1), 0, 10).groups()).isEmpty();
    assertThat(world.node.find.of(user(3), 0, 10).groups()).hasSize(GroupWorld.MAX_GROUPS);
  }

  @Test
  void add_whoIsInTooManyGroups_isRefusedUntilHeLeavesOne() {
    GroupId last = fill(user(5));
    GroupId group = group();

    assertThat(change.add(user(1), group, users(6, 5))).isEqualTo(tooManyGroups(5));
    assertThat(change.add(user(3), group, users(5))).isInstanceOf(GroupOutcome.Forbidden.class);
    assertThat(postable(group)).containsExactly(1, 2, 3, 4);

    change.remove(user(13), last, user(5));
    assertThat(change.add(user(1), group, users(6, 5)))
        .isEqualTo(new Changed(group, 3, users(6, 5)));
    assertThat(change.add(user(1), group, users(5))).isEqualTo(new Changed(group, 3, List.of()));
  }

  /// Puts a user into as many groups as he may be in, and returns one of them, which is 13's.
  private GroupId fill(UserId user) {
    for (int owner = 13; owner > 13 - GroupWorld.MAX_GROUPS + 1; owner--) {
      change.create(user(owner), "Gongs", List.of(user));
    }
    return ((Changed) change.create(user(13), "Gongs", List.of(user))).group();
  }

  private static GroupOutcome tooManyGroups(long user) {
    return new GroupOutcome.Conflict(
        "User " + user + " is in as many groups as one user may be (expected: at most 4).");
  }

  @Test
  void create_badName_isRefusedWithoutRepeatingIt() {
    assertThat(change.create(user(1), "a\u202Eb", users(2)))
        .isInstanceOfSatisfying(
            GroupOutcome.Refused.class,
            refused -> {
              assertThat(refused.invalid().field()).isEqualTo("name");
              assertThat(refused.invalid().message()).startsWith("name: U+202E (expected: ");
            });
  }

  @Test
  void add_newAndOldMembers_concernsTheNewOnes() {
    GroupId group = group();

    assertThat(change.add(user(2), group, users(4, 6, 5, 6)))
        .isEqualTo(new Changed(group, 3, users(6, 5)));

    assertThat(lastTold())
        .isEqualTo(told(Kind.ADDED, 2, List.of(6L, 5L), "Bells", 3, 1L, 2L, 3L, 4L, 5L, 6L));
    assertThat(postable(group)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void add_membersAlready_changesNothing() {
    GroupId group = group();
    int before = world.road.told().size();

    assertThat(change.add(user(1), group, users(3, 4))).isEqualTo(new Changed(group, 2, List.of()));
    assertThat(world.road.told()).hasSize(before);
  }

  @Test
  void add_overTheLimit_isAConflict() {
    GroupId group = group();

    assertThat(change.add(user(1), group, users(5, 6, 7, 8, 9, 10, 11, 12)))
        .isInstanceOf(Changed.class);
    assertThat(change.add(user(1), group, users(13))).isInstanceOf(GroupOutcome.Conflict.class);
  }

  @Test
  void add_nobodyOrSomebodyUnknown_isRefused() {
    GroupId group = group();

    assertThat(change.add(user(1), group, List.of())).isInstanceOf(GroupOutcome.Refused.class);
    assertThat(change.add(user(1), group, users(77))).isInstanceOf(GroupOutcome.Refused.class);
  }

  @Test
  void remove_tellsTheRemovedTooAndHoldsForTheNextMessage() {
    GroupId group = group();

    assertThat(change.remove(user(2), group, user(3))).isEqualTo(new Changed(group, 3, users(3)));

    assertThat(lastTold())
        .isEqualTo(told(Kind.REMOVED, 2, List.of(3L), "Bells", 3, 1L, 2L, 3L, 4L));
    assertThat(postable(group)).containsExactly(1, 2, 4);
    assertThat(change.remove(user(2), group, user(3))).isEqualTo(new Changed(group, 3, List.of()));
  }

  @Test
  void leave_tellsEverybodyAndMayBeRepeatedButNotByStrangers() {
    GroupId group = group();

    assertThat(change.leave(user(3), group)).isEqualTo(new Changed(group, 3, users(3)));
    assertThat(lastTold()).isEqualTo(told(Kind.LEFT, 3, List.of(3L), "Bells", 3, 1L, 2L, 3L, 4L));
    change.rename(user(1), group, "Chimes");

    assertThat(change.leave(user(3), group)).isEqualTo(new Changed(group, 3, List.of()));
    assertThat(change.remove(user(3), group, user(3))).isEqualTo(new Changed(group, 3, List.of()));
    assertThat(change.remove(user(3), group, user(4)))
        .isEqualTo(new GroupOutcome.NoSuchGroup(group.value()));
    assertThat(change.leave(user(9), group)).isEqualTo(new GroupOutcome.NoSuchGroup(group.value()));
  }

  @Test
  void leave_byTheOwner_isAConflict() {
    assertThat(change.leave(user(1), group())).isInstanceOf(GroupOutcome.Conflict.class);
  }

  @Test
  void rename_toTheNameItHas_changesNothing() {
    GroupId group = group();

    assertThat(change.rename(user(2), group, "Chimes")).isEqualTo(new Changed(group, 3, List.of()));
    assertThat(lastTold()).isEqualTo(told(Kind.RENAMED, 2, List.of(), "Chimes", 3, 1L, 2L, 3L, 4L));
    assertThat(change.rename(user(2), group, "Chimes "))
        .isEqualTo(new Changed(group, 3, List.of()));
  }

  @Test
  void changeRole_ofAMember_givesItsRights() {
    GroupId group = group();
    assertThat(change.add(user(3), group, users(5))).isInstanceOf(GroupOutcome.Forbidden.class);

    assertThat(change.changeRole(user(1), group, user(3), Role.ADMIN))
        .isEqualTo(new Changed(group, 3, users(3)));

    assertThat(change.add(user(3), group, users(5))).isInstanceOf(Changed.class);
    assertThat(change.changeRole(user(1), group, user(3), Role.OWNER))
        .isInstanceOf(GroupOutcome.Refused.class);
  }

  @Test
  void handOver_movesOwnershipAndMayBeRepeated() {
    GroupId group = group();

    assertThat(change.handOver(user(1), group, user(4))).isEqualTo(new Changed(group, 3, users(4)));
    assertThat(lastTold())
        .isEqualTo(told(Kind.OWNER_CHANGED, 1, List.of(4L), "Bells", 3, 1L, 2L, 3L, 4L));
    assertThat(change.handOver(user(1), group, user(4)))
        .isEqualTo(new Changed(group, 3, List.of()));
    assertThat(world.groups.roles(group, users(1, 4)))
        .containsEntry(user(1), Role.ADMIN)
        .containsEntry(user(4), Role.OWNER);
    assertThat(change.leave(user(1), group)).isInstanceOf(Changed.class);
  }

  @Test
  void dismiss_tellsEverybodyAndIsTheEnd() {
    GroupId group = group();

    assertThat(change.dismiss(user(1), group)).isEqualTo(new Changed(group, 3, List.of()));

    assertThat(lastTold())
        .isEqualTo(told(Kind.DISMISSED, 1, List.of(), "Bells", 3, 1L, 2L, 3L, 4L));
    assertThat(world.node.directory.members(new ConversationId.Group(group))).isEmpty();
    assertThat(world.ledger.version(group)).isEqualTo(3);
    assertThat(world.node.find.of(user(2), 0, 10).groups()).isEmpty();
    assertThat(world.groups.find(group)).contains(new GroupState.Dismissed(group, user(1), 3));
    assertThat(change.add(user(1), group, users(5)))
        .isEqualTo(new GroupOutcome.NoSuchGroup(group.value()));
    assertThat(change.dismiss(user(1), group)).isEqualTo(new Changed(group, 3, List.of()));
    assertThat(change.dismiss(user(2), group))
        .isEqualTo(new GroupOutcome.NoSuchGroup(group.value()));
  }

  @Test
  void anyCall_byAStrangerOrOnNoGroup_isNoSuchGroup() {
    GroupId group = group();
    for (GroupId id : List.of(group, new GroupId(GroupId.MAX))) {
      GroupOutcome none = new GroupOutcome.NoSuchGroup(id.value());
      assertThat(change.add(user(9), id, users(5))).isEqualTo(none);
      assertThat(change.remove(user(9), id, user(3))).isEqualTo(none);
      assertThat(change.remove(user(9), id, user(9))).isEqualTo(none);
      assertThat(change.leave(user(9), id)).isEqualTo(none);
      assertThat(change.rename(user(9), id, "Mine")).isEqualTo(none);
      assertThat(change.changeRole(user(9), id, user(9), Role.ADMIN)).isEqualTo(none);
      assertThat(change.handOver(user(9), id, user(9))).isEqualTo(none);
      assertThat(change.dismiss(user(9), id)).isEqualTo(none);
    }
    assertThat(world.groups.members(group).orElseThrow().version()).isEqualTo(2);
  }
}
