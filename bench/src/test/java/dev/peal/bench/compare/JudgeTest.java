package dev.peal.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.bench.compare.Figure.Faults;
import dev.peal.bench.compare.Figure.Missing;
import dev.peal.bench.compare.Figure.Sample;
import dev.peal.bench.compare.Figure.Single;
import dev.peal.bench.compare.Verdict.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final Judge JUDGE = new Judge(0.05);

  /// Times as rounds have them: about `typical`, with a long tail upwards.
  private static List<Double> times(Random random, int count, double typical) {
    return Stream.generate(() -> typical * Math.exp(0.15 * random.nextGaussian()))
        .limit(count)
        .toList();
  }

  private static Sample sample(Measure measure, List<Double> before, List<Double> after) {
    return new Sample("round_ms", measure, before, after);
  }

  private static Verdict verdict(Figure figure) {
    return JUDGE.judge(List.of(figure)).getFirst().verdict();
  }

  @Test
  void samples_ofOneDistribution_areSame_exceptAsRarelyAsTheLevelSays() {
    int changed = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      Sample sample = sample(Measure.TIME, times(random, 20, 17), times(random, 20, 17));
      if (!verdict(sample).equals(Verdict.SAME)) {
        changed++;
      }
    }

    assertThat(changed).isLessThanOrEqualTo(17);
  }

  @Test
  void samples_manyAtOnceOfOneDistribution_areAllSame_exceptAsRarely() {
    int runsWithAChange = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Figure> figures = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        figures.add(
            new Sample("rung " + i, Measure.TIME, times(random, 20, 17), times(random, 20, 17)));
      }
      if (!JUDGE.judge(figures).stream().allMatch(one -> one.verdict().equals(Verdict.SAME))) {
        runsWithAChange++;
      }
    }

    assertThat(runsWithAChange).isLessThanOrEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "TIME, 1.4, REGRESSION, slower",
    "TIME, 0.7, IMPROVEMENT, faster",
    "RATE, 1.4, IMPROVEMENT, faster",
    "RATE, 0.7, REGRESSION, slower",
    "SIZE, 1.4, REGRESSION, larger",
    "COST, 0.7, IMPROVEMENT, cheaper"
  })
  void sample_shifted_changedForBetterOrWorse(
      Measure measure, double factor, Kind kind, String word) {
    Random random = new Random(7);
    Sample sample = sample(measure, times(random, 20, 17), times(random, 20, 17 * factor));

    assertThat(verdict(sample)).isEqualTo(new Verdict(kind, word));
  }

  @Test
  void sample_shiftedForSureButByLessThanTheThreshold_isSame() {
    Random random = new Random(7);
    List<Double> before = times(random, 2_000, 17);
    List<Double> after = before.stream().map(value -> value * 1.03).toList();
    Sample sample = sample(Measure.TIME, before, after);

    assertThat(verdict(sample)).isEqualTo(Verdict.SAME);
    assertThat(new Judge(0.01).judge(List.of(sample)).getFirst().verdict().word())
        .isEqualTo("slower");
  }

  @Test
  void sample_thatCouldNotBeSure_isTooFew_andCostsTheOthersNothing() {
    List<Double> before = IntStream.range(0, 5).mapToObj(i -> 10.0 + i).toList();
    List<Double> after = IntStream.range(0, 5).mapToObj(i -> 100.0 + i).toList();
    List<Figure> figures =
        new ArrayList<>(
            Collections.nCopies(50, sample(Measure.TIME, List.of(1.0, 2.0), List.of(10.0, 20.0))));
    figures.add(sample(Measure.TIME, before, after));
    List<Verdict> verdicts = JUDGE.judge(figures).stream().map(Judge.Judged::verdict).toList();

    assertThat(verdicts.subList(0, 50)).containsOnly(Verdict.TOO_FEW);
    assertThat(verdicts.getLast().word()).isEqualTo("slower");
  }

  @Test
  void single_withinTheBand_isUnjudged_andOutsideItIsNot() {
    assertThat(verdict(new Single("rss_mb", Measure.SIZE, 100, 149, false)))
        .isEqualTo(Verdict.UNJUDGED);
    assertThat(verdict(new Single("rss_mb", Measure.SIZE, 100, 151, false)))
        .isEqualTo(new Verdict(Kind.REGRESSION, "larger"));
    assertThat(verdict(new Single("rss_mb", Measure.SIZE, 151, 100, false)))
        .isEqualTo(new Verdict(Kind.IMPROVEMENT, "smaller"));
  }

  @Test
  void single_thatSumsUpASample_isUnjudged() {
    assertThat(verdict(new Single("max_ms", Measure.TIME, 10, 90, true)))
        .isEqualTo(Verdict.UNJUDGED);
  }

  @Test
  void faults_thatRose_areARegression_howeverFew() {
    assertThat(verdict(new Faults("lost", 0, 1)).kind()).isEqualTo(Kind.REGRESSION);
    assertThat(verdict(new Faults("lost", 1, 0)).kind()).isEqualTo(Kind.IMPROVEMENT);
    assertThat(verdict(new Faults("lost", 0, 0))).isEqualTo(Verdict.SAME);
  }

  @Test
  void missing_isSaid_andNoRegression() {
    assertThat(verdict(new Missing("rungs, rung 2", true)))
        .isEqualTo(new Verdict(Kind.NEUTRAL, "only in OLD"));
  }

  @Test
  void nothing_hasNoVerdicts() {
    assertThat(JUDGE.judge(List.of())).isEmpty();
  }
}
