package dev.peal.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class JournalLagTest {
  private static final double RATE = 100;

  private static JournalLag lag(IntToDoubleFunction messages) {
    return new JournalLag(
        IntStream.range(0, 60).mapToObj(messages::applyAsDouble).toList(), List.of());
  }

  @Test
  void slope_isThatOfTheSecondHalf() {
    JournalLag falling = lag(second -> second < 30 ? 1_000 : 3.0 * second);

    assertThat(falling.slope()).isCloseTo(3, Offset.offset(1e-9));
  }

  @Test
  void steadyRise_grows() {
    assertThat(lag(second -> 3.0 * second).grows(RATE)).isTrue();
  }

  @Test
  void saw_doesNotGrow() {
    assertThat(lag(second -> second % 5 * 10).grows(RATE)).isFalse();
  }

  @Test
  void backlogOfTheBeginning_thatIsWorkedOff_doesNotGrow() {
    assertThat(lag(second -> Math.max(0, 900 - 15.0 * second)).grows(RATE)).isFalse();
  }

  @Test
  void riseOfLessThanHalfASecondOfTheLoad_doesNotGrow() {
    assertThat(lag(second -> 1.5 * second).grows(RATE)).isFalse();
    assertThat(lag(second -> 1.5 * second).grows(RATE / 2)).isTrue();
  }

  @Test
  void riseBelowOnePercentOfTheLoad_doesNotGrow() {
    assertThat(lag(second -> 3.0 * second).grows(400)).isFalse();
  }

  @Test
  void fewSamples_sayNothing() {
    JournalLag lag = new JournalLag(List.of(0.0, 500.0, 1_000.0), List.of());

    assertThat(lag.slope()).isZero();
    assertThat(lag.most()).isEqualTo(1_000);
  }
}
