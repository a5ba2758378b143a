package dev.peal.out.embedded;

import static dev.peal.out.embedded.GroupWorld.user;
import static dev.peal.out.embedded.GroupWorld.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.GroupOutcome.Changed;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.out.embedded.GroupWorld.Told;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Changes that a failure or a crash caught between the commit and the notice.
class UnfinishedGroupChangeTest {

  @TempDir Path folder;
  private GroupWorld world;
  private GroupId group;

  @BeforeEach
  void open() {
    world = new GroupWorld(folder);
    group = ((Changed) world.node.change.create(user(1), "Bells", users(2, 3, 4))).group();
  }

  @AfterEach
  void close() {
    assertThat(world.road.violations()).isEmpty();
    world.close();
  }

  /// Every call that changes a group that exists.
  enum Verb {
    ADD(Kind.ADDED) {
      @Override
      GroupOutcome call(ChangeGroup change, GroupId group) {
        return change.add(user(1), group, users(5));
      }
    },
    REMOVE(Kind.REMOVED) {
      @Override
      GroupOutcome call(ChangeGroup change, GroupId group) {
        return change.remove(user(1), group, user(2));
      }
    },
    LEAVE(Kind.LEFT) {
      @Override
      GroupOutcome call(ChangeGroup change, GroupId group) {
        return change.leave(user(2), group);
      }
    },
    RENAME(Kind.RENAMED) {
      @Override
      GroupOutcome call(ChangeGroup change, GroupId group) {
        return change.rename(user(1), group, "Chimes");
      }
    },
    CHANGE_ROLE(Kind.ROLE_CHANGED) {
      @Override
      GroupOutcome call(ChangeGroup change, GroupId group) {
        return change.changeRole(user(1), group, user(2), Role.ADMIN);
      }
    },
    HAND_OVER(Kind.OWNER_CHANGED) {
      @Override
      GroupOutcome call(ChangeGroup change, GroupId group) {
        return change.handOver(user(1), group, user(2));
      }
    },
    DISMISS(Kind.DISMISSED) {
      @Override
      GroupOutcome call(ChangeGroup change, GroupId group) {
        return change.dismiss(user(1), group);
      }
    };

    private final Kind kind;

    Verb(Kind kind) {
      this.kind = kind;
    }

    abstract GroupOutcome call(ChangeGroup change, GroupId group);
  }

  private Stream<Kind> told() {
    return world.road.told().stream().map(told -> told.change().kind());
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void call_repeatedAfterTheLedgerFailed_finishesTheChange(Verb verb) {
    world.ledger.failing = true;
    assertThatThrownBy(() -> verb.call(world.node.change, group))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(told()).containsExactly(Kind.CREATED);
    world.ledger.failing = false;

    assertThat(verb.call(world.node.change, group)).isEqualTo(new Changed(group, 2, List.of()));

    assertThat(told()).containsExactly(Kind.CREATED, verb.kind);
    assertThat(world.ledger.version(group)).isEqualTo(2);
    assertThat(world.outbox.groupsWaiting(0, 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void call_repeatedAfterARestart_finishesTheChange(Verb verb) {
    world.ledger.failing = true;
    assertThatThrownBy(() -> verb.call(world.node.change, group))
        .isInstanceOf(StoreUnavailable.class);
    world.restart();
    world.ledger.failing = false;

    assertThat(verb.call(world.node.change, group)).isInstanceOf(Changed.class);

    assertThat(told()).containsExactly(Kind.CREATED, verb.kind);
    assertThat(world.ledger.version(group)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void finish_afterARestart_finishesTheChangeWithoutARepeatedCall(Verb verb) {
    world.road.close(true);
    assertThat(verb.call(world.node.change, group)).isInstanceOf(Changed.class);
    List<Long> before = List.of(1L, 2L, 3L, 4L);
    world.restart();
    world.road.close(false);

    assertThat(world.node.finish.finish()).isTrue();

    Told told = world.road.told().getLast();
    assertThat(told.change().kind()).isEqualTo(verb.kind);
    assertThat(told.recipients()).containsAll(before);
    assertThat(world.ledger.version(group)).isEqualTo(2);
    assertThat(world.outbox.groupsWaiting(0, 10)).isEmpty();
  }

  @Test
  void create_failedAfterItsCommit_isFinishedBySweeping() {
    world.ledger.failing = true;
    assertThatThrownBy(() -> world.node.change.create(user(7), "Gongs", users(8)))
        .isInstanceOf(StoreUnavailable.class);
    world.ledger.failing = false;

    assertThat(world.node.finish.finish()).isTrue();

    assertThat(told()).containsExactly(Kind.CREATED, Kind.CREATED);
    assertThat(world.road.told().getLast().recipients()).containsExactly(7L, 8L);
  }

  @Test
  void call_whileTheJournalTakesNothing_holdsAndItsNoticeComesLaterInOrder() {
    world.road.close(true);
    assertThat(world.node.change.remove(user(1), group, user(2)))
        .isEqualTo(new Changed(group, 2, users(2)));
    assertThat(world.ledger.version(group)).isEqualTo(2);
    assertThat(world.node.change.rename(user(1), group, "Chimes")).isInstanceOf(Changed.class);
    assertThat(world.node.finish.finish()).isFalse();
    assertThat(told()).containsExactly(Kind.CREATED);
    world.road.close(false);

    assertThat(world.node.change.add(user(1), group, users(5))).isInstanceOf(Changed.class);

    assertThat(told()).containsExactly(Kind.CREATED, Kind.REMOVED, Kind.RENAMED, Kind.ADDED);
    assertThat(world.road.told().get(1).recipients()).contains(2L);
    assertThat(world.road.told().get(2).recipients()).doesNotContain(2L);
  }

  @Test
  void call_withTooManyNoticesWaiting_isRefusedAndChangesNothing() {
    world.road.close(true);
    for (int i = 0; i < 64; i++) {
      world.node.change.rename(user(1), group, "Name " + i);
    }

    assertThatThrownBy(() -> world.node.change.rename(user(1), group, "One more"))
        .isInstanceOfSatisfying(
            StoreUnavailable.class, failure -> assertThat(failure.nothingWritten()).isTrue());

    world.road.close(false);
    assertThat(world.node.change.rename(user(1), group, "One more"))
        .isEqualTo(new Changed(group, 66, List.of()));
    assertThat(told()).hasSize(66);
  }

  @Test
  void finish_withNothingLeft_isTrueAndTellsNothing() {
    assertThat(world.node.finish.finish()).isTrue();
    assertThat(told()).containsExactly(Kind.CREATED);
  }
}
