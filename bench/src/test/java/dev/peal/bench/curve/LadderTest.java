package dev.peal.bench.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {
  private final Ladder ladder = new Ladder(List.of(25, 50, 100, 200), 100, 2);

  @Test
  void rates_followEachOther_andDoubleAfterTheLast() {
    assertThat(ladder.first()).isEqualTo(25);
    assertThat(ladder.after(25, false)).hasValue(50);
    assertThat(ladder.after(100, false)).hasValue(200);
    assertThat(ladder.after(200, false)).hasValue(400);
    assertThat(ladder.after(400, false)).hasValue(800);
    assertThat(ladder.after(800, false)).isEmpty();
  }

  @Test
  void end_leavesOnlyTheRateThatAGoalNeeds() {
    assertThat(ladder.after(25, true)).hasValue(100);
    assertThat(ladder.after(100, true)).isEmpty();
    assertThat(ladder.after(200, true)).isEmpty();
  }

  @Test
  void noGoal_endsAtOnce() {
    assertThat(new Ladder(List.of(5, 15), 0, 2).after(5, true)).isEmpty();
  }

  @Test
  void only_isOneRate() {
    assertThat(Ladder.only(100).first()).isEqualTo(100);
    assertThat(Ladder.only(100).after(100, false)).isEmpty();
  }

  @Test
  void neededRateThatIsNotAmongThem_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Ladder(List.of(5), 7, 0));
  }
}
