package dev.peal.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignificanceTest {

  @Test
  void ofDifference_samplesThatDoNotOverlap_isExact() {
    double[] low = {1, 2, 3, 4, 5};
    double[] high = {6, 7, 8, 9, 10};

    assertThat(Significance.ofDifference(low, high)).isCloseTo(2.0 / 252, within(1e-9));
    assertThat(Significance.ofDifference(high, low)).isCloseTo(2.0 / 252, within(1e-9));
  }

  @Test
  void ofDifference_nothingButTies_isCertainlyNone() {
    assertThat(
            Significance.ofDifference(new double[] {5, 5, 5, 5, 5}, new double[] {5, 5, 5, 5, 5}))
        .isEqualTo(1);
  }

  @Test
  void least_isThatOfTheClearestDifference() {
    assertThat(Significance.least(5, 5)).isCloseTo(2.0 / 252, within(1e-12));
    assertThat(Significance.least(1, 1)).isEqualTo(1);
    assertThat(Significance.least(2, 3)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void judgeable_fewSamplesBesideMany_leaveTheOthersTheirPower() {
    assertThat(Significance.judgeable(List.of())).isZero();
    assertThat(Significance.judgeable(List.of(0.1))).isZero();
    assertThat(Significance.judgeable(List.of(0.0079))).isEqualTo(1);
    assertThat(Significance.judgeable(List.of(0.0079, 1e-9, 0.3))).isEqualTo(1);
    assertThat(Significance.judgeable(Collections.nCopies(100, 1e-9))).isEqualTo(100);
  }

  @Test
  void corrected_holdsEachAgainstThoseThatAreLeft() {
    double[] corrected = Significance.corrected(new double[] {0.04, 0.001, 0.02});

    assertThat(corrected[1]).isCloseTo(0.003, within(1e-12));
    assertThat(corrected[2]).isCloseTo(0.04, within(1e-12));
    assertThat(corrected[0]).isCloseTo(0.04, within(1e-12));
  }

  @Test
  void corrected_neverAboveOne() {
    assertThat(Significance.corrected(new double[] {0.9, 0.8})).containsExactly(1, 1);
  }
}
