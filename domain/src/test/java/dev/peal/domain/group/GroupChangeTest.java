package dev.peal.domain.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.account.Name;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.session.UserId;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class GroupChangeTest {

  private static final GroupId ID = new GroupId(7);
  private static final Name NAME = new Name("Bells");
  private static final UserId ANN = new UserId(1);
  private static final UserId BOB = new UserId(2);
  private static final UserId CAT = new UserId(3);
  private static final Active BEFORE = new Active(ID, NAME, ANN, 4, 3);

  static final List<Arguments> CHANGES =
      List.of(
          row(
              new GroupChange.Added(List.of(BOB, CAT)),
              new Active(ID, NAME, ANN, 5, 5),
              List.of(BOB, CAT),
              List.of()),
          row(
              new GroupChange.Removed(BOB),
              new Active(ID, NAME, ANN, 5, 2),
              List.of(BOB),
              List.of(BOB)),
          row(
              new GroupChange.Left(BOB),
              new Active(ID, NAME, ANN, 5, 2),
              List.of(BOB),
              List.of(BOB)),
          row(
              new GroupChange.Renamed(new Name("Chimes")),
              new Active(ID, new Name("Chimes"), ANN, 5, 3),
              List.of(),
              List.of()),
          row(
              new GroupChange.RoleChanged(BOB, Role.ADMIN),
              new Active(ID, NAME, ANN, 5, 3),
              List.of(BOB),
              List.of()),
          row(
              new GroupChange.OwnerChanged(ANN, BOB),
              new Active(ID, NAME, BOB, 5, 3),
              List.of(BOB),
              List.of()),
          row(
              new GroupChange.Dismissed(List.of(ANN, BOB, CAT)),
              new GroupState.Dismissed(ID, ANN, 5),
              List.of(),
              List.of(ANN, BOB, CAT)));

  @ParameterizedTest
  @FieldSource("CHANGES")
  void change_ofEachKind_givesStateConcernedAndDeparted(
      GroupChange change, GroupState after, List<UserId> concerned, List<UserId> departed) {
    assertThat(change.applyTo(BEFORE)).isEqualTo(after);
    assertThat(change.concerned()).isEqualTo(concerned);
    assertThat(change.departed()).isEqualTo(departed);
  }

  private static Arguments row(
      GroupChange change, GroupState after, List<UserId> concerned, List<UserId> departed) {
    return Arguments.of(change, after, concerned, departed);
  }
}
