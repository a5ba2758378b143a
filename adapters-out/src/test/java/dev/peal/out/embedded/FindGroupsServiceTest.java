package dev.peal.out.embedded;

import static dev.peal.out.embedded.GroupWorld.user;
import static dev.peal.out.embedded.GroupWorld.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.FindGroups.GroupPage;
import dev.peal.application.port.in.FindGroups.Member;
import dev.peal.application.port.in.FindGroups.MemberPage;
import dev.peal.application.port.in.Group;
import dev.peal.application.port.in.GroupOutcome.Changed;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.DeviceName;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindGroupsServiceTest {

  @TempDir Path folder;
  private GroupWorld world;
  private FindGroups find;
  private GroupId bells;
  private GroupId gongs;

  @BeforeEach
  void open() {
    world = new GroupWorld(folder);
    find = world.node.find;
    bells = ((Changed) world.node.change.create(user(1), "Bells", users(2, 3))).group();
    gongs = ((Changed) world.node.change.create(user(2), "Gongs", users(1))).group();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void of_aUser_areHisGroupsWithHisRole() {
    assertThat(find.of(user(2), 0, 2))
        .isEqualTo(
            new GroupPage(
                List.of(
                    new Group(bells, "Bells", 1, Role.MEMBER, 3),
                    new Group(gongs, "Gongs", 1, Role.OWNER, 2)),
                false));
    assertThat(find.of(user(9), 0, 2)).isEqualTo(new GroupPage(List.of(), false));
  }

  @Test
  void of_pageByPage_saysWhetherThereAreMore() {
    assertThat(find.of(user(2), 0, 1))
        .isEqualTo(new GroupPage(List.of(new Group(bells, "Bells", 1, Role.MEMBER, 3)), true));
    assertThat(find.of(user(2), bells.value(), 1))
        .isEqualTo(new GroupPage(List.of(new Group(gongs, "Gongs", 1, Role.OWNER, 2)), false));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1001})
  void of_limitOutOfRange_isABug(int limit) {
    assertThatThrownBy(() -> find.of(user(2), 0, limit))
        .hasMessage("limit: " + limit + " (expected: 1 to 1000)");
  }

  @Test
  void byId_isForMembersAlone() {
    assertThat(find.byId(user(1), bells)).contains(new Group(bells, "Bells", 1, Role.OWNER, 3));
    assertThat(find.byId(user(9), bells)).isEmpty();
    assertThat(find.byId(user(1), new GroupId(GroupId.MAX))).isEmpty();
  }

  @Test
  void members_pageByPage_showWhoIsOnline() {
    world.presence.arrived(user(3), new DeviceName("phone"), 1);

    assertThat(find.members(user(1), bells, 0, 2))
        .contains(
            new MemberPage(
                List.of(
                    new Member(account(1), Role.OWNER, false),
                    new Member(account(2), Role.MEMBER, false)),
                true));
    assertThat(find.members(user(1), bells, 2, 2))
        .contains(new MemberPage(List.of(new Member(account(3), Role.MEMBER, true)), false));
    assertThat(find.members(user(9), bells, 0, 2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1001})
  void members_limitOutOfRange_isABug(int limit) {
    assertThatThrownBy(() -> find.members(user(1), bells, 0, limit))
        .hasMessage("limit: " + limit + " (expected: 1 to 1000)");
  }

  private static Account account(long id) {
    return new Account(user(id), "user" + id, "User " + id);
  }
}
