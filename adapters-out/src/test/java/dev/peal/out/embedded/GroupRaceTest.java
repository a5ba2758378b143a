package dev.peal.out.embedded;

import static dev.peal.out.embedded.GroupWorld.user;
import static dev.peal.out.embedded.GroupWorld.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.Samples;
import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.GroupOutcome.Changed;
import dev.peal.application.port.out.GroupStore;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Body.MembershipChange;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many changes of one group at the same time, through two nodes that share a store.
class GroupRaceTest {

  private static final int CALLS = 60;

  @TempDir Path folder;
  private GroupWorld world;

  @BeforeEach
  void open() {
    world = new GroupWorld(folder);
  }

  @AfterEach
  void close() {
    assertThat(world.road.violations()).isEmpty();
    world.assertBothDirectionsAgree();
    world.close();
  }

  @Test
  void changes_racing_giveEachVersionOnceAndKeepBothDirectionsEqual() throws Exception {
    GroupId group = ((Changed) world.node.change.create(user(1), "Bells", users(2))).group();
    GroupWorld.Node other = world.new Node(world.groups);
    List<Callable<List<GroupOutcome>>> work = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      ChangeGroup change = (t % 2 == 0 ? world.node : other).change;
      Random random = new Random(t);
      work.add(() -> calls(change, group, random));
    }

    List<GroupOutcome> outcomes = new ArrayList<>();
    Samples.atOnce(work).forEach(outcomes::addAll);

    Active state = (Active) world.groups.find(group).orElseThrow();
    List<Long> made =
        outcomes.stream()
            .filter(outcome -> outcome instanceof Changed changed && !changed.users().isEmpty())
            .map(outcome -> ((Changed) outcome).version())
            .sorted()
            .toList();
    assertThat(made)
        .containsExactlyElementsOf(LongStream.rangeClosed(2, state.version()).boxed().toList());
    assertThat(world.road.told().stream().map(told -> told.change().version()))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, state.version()).boxed().toList());
    assertThat(world.outbox.groupsWaiting(0, 10)).isEmpty();
    assertThat(world.ledger.version(group)).isEqualTo(state.version());
    bothDirectionsAgree(group, state);
  }

  private List<GroupOutcome> calls(ChangeGroup change, GroupId group, Random random) {
    List<GroupOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      long who = random.nextLong(2, 10);
      GroupOutcome outcome =
          switch (random.nextInt(3)) {
            case 0 -> change.add(user(1), group, users(who, random.nextLong(2, 10)));
            case 1 -> change.remove(user(1), group, user(who));
            default -> change.leave(user(who), group);
          };
      holdsFromTheAnswerOn(group, outcome);
      outcomes.add(outcome);
    }
    return outcomes;
  }

  /// Promise P8, at the moment of the answer and while others go on changing the group: no message
  /// is allotted to members from before the change any more.
  private void holdsFromTheAnswerOn(GroupId group, GroupOutcome outcome) {
    if (outcome instanceof Changed changed) {
      assertThat(world.ledger.version(group)).isGreaterThanOrEqualTo(changed.version());
    }
  }

  private void bothDirectionsAgree(GroupId group, Active state) {
    Members members = world.groups.members(group).orElseThrow();
    assertThat(members.version()).isEqualTo(state.version());
    assertThat(members.size()).isEqualTo(state.memberCount());
    for (long id = 1; id <= 10; id++) {
      boolean listed = !world.groups.membershipsOf(user(id), 0, 1).isEmpty();
      assertThat(listed).as("user %d", id).isEqualTo(members.contains(user(id)));
    }
    ConversationId conversation = new ConversationId.Group(group);
    assertThat(world.node.directory.reload(conversation)).contains(members);
  }

  /// The replayed notices lead to the members that stand: nothing was told that did not happen.
  @Test
  void notices_replayed_giveTheMembersThatStand() throws Exception {
    GroupId group = ((Changed) world.node.change.create(user(1), "Bells", users(2))).group();
    List<Callable<List<GroupOutcome>>> work = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      Random random = new Random(100 + t);
      work.add(() -> calls(world.node.change, group, random));
    }
    Samples.atOnce(work);

    Members replayed = Members.of(0, 1);
    for (GroupWorld.Told told : world.road.told()) {
      MembershipChange change = told.change();
      long[] users = change.users().stream().mapToLong(Long::longValue).toArray();
      replayed =
          switch (change.kind()) {
            case CREATED, ADDED -> replayed.plus(users);
            case REMOVED, LEFT ->
                Members.of(
                    0, LongStream.of(replayed.toArray()).filter(id -> id != users[0]).toArray());
            case RENAMED, OWNER_CHANGED, ROLE_CHANGED, DISMISSED -> replayed;
          };
    }
    assertThat(replayed.toArray()).isEqualTo(world.groups.members(group).orElseThrow().toArray());
  }

  /// Another node commits right after this one, and has not raised its version when this one looks
  /// for notices to post.
  @Test
  void announce_withAChangeOfAnotherNodeWaiting_tellsItToTheMembersAfterThatChange() {
    GroupId group = ((Changed) world.node.change.create(user(1), "Bells", users(2))).group();
    GroupStore interrupted =
        after(
            "commit",
            () -> {
              Active renamed = (Active) world.groups.find(group).orElseThrow();
              world.groups.commit(
                  renamed,
                  new GroupChange.Added(users(5)),
                  Samples.notice(Kind.ADDED, 1, users(5), 3));
            });

    assertThat(world.new Node(interrupted).change.rename(user(1), group, "Chimes"))
        .isEqualTo(new Changed(group, 2, List.of()));

    assertThat(world.road.told()).hasSize(3);
    assertThat(world.road.told().getLast().recipients()).containsExactly(1L, 2L, 5L);
  }

  /// The store, with something that happens each time when a method of this name has done its work.
  private GroupStore after(String name, Runnable then) {
    return (GroupStore)
        Proxy.newProxyInstance(
            GroupStore.class.getClassLoader(),
            new Class<?>[] {GroupStore.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(world.groups, arguments);
              if (method.getName().equals(name)) {
                then.run();
              }
              return result;
            });
  }
}
