package dev.peal.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ShiftTest {

  @Test
  void between_allMovedAlike_isThatMuch() {
    Shift shift = Shift.between(new double[] {3, 1, 2}, new double[] {12, 13, 11});

    assertThat(shift.median()).isEqualTo(10);
    assertThat(shift.low()).isEqualTo(8);
    assertThat(shift.high()).isEqualTo(12);
  }

  @Test
  void between_anOutlier_hardlyCounts() {
    double[] before = {10, 10.1, 9.9, 10.2, 9.8, 10, 10.1, 9.9};
    double[] after = {10, 10.1, 9.9, 10.2, 9.8, 10, 10.1, 900};

    assertThat(Shift.between(before, after).median()).isCloseTo(0, within(0.1));
  }

  @Test
  void between_interval_holdsTheTrueShift_aboutAsOftenAsItSays() {
    Random random = new Random(1);
    int held = 0;
    for (int i = 0; i < 1_000; i++) {
      double[] before = DoubleStream.generate(random::nextGaussian).limit(20).toArray();
      double[] after = DoubleStream.generate(() -> 3 + random.nextGaussian()).limit(20).toArray();
      Shift shift = Shift.between(before, after);
      if (shift.low() <= 3 && shift.high() >= 3) {
        held++;
      }
    }

    assertThat(held).isBetween(930, 975);
  }

  @Test
  void between_veryManyValues_areThinnedOverTheirWholeRange() {
    double[] before = DoubleStream.iterate(0, value -> value + 1).limit(10_000).toArray();
    double[] after = DoubleStream.of(before).map(value -> value + 100).toArray();

    assertThat(Shift.between(before, after).median()).isCloseTo(100, within(5.0));
  }
}
