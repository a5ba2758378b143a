package dev.peal.bench.compare;

import dev.peal.bench.compare.Figure.Faults;
import dev.peal.bench.compare.Figure.Missing;
import dev.peal.bench.compare.Figure.Sample;
import dev.peal.bench.compare.Figure.Single;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives every figure its verdict.
///
/// A sample has changed when the difference is not noise, at a level of 1 % over all samples
/// together, and its shift is more than the threshold. A single figure cannot tell noise: it has
/// changed only when it is out of a wide band, and not at all when it only sums up a sample that is
/// judged itself.
///
/// @param threshold the shift that matters, as a share of the old median
record Judge(double threshold) {
  /// How far single figures may lie apart by chance, as a ratio.
  static final double BAND = 1.5;

  /// A figure with its verdict, and for a sample how that was found.
  ///
  /// @param finding null for what is no sample
  record Judged(Figure figure, Verdict verdict, @Nullable Finding finding) {}

  /// @param probability that the samples are of one distribution, corrected for the number of
  ///   samples; NaN when they are too few to tell
  record Finding(double oldMedian, double newMedian, Shift shift, double probability) {}

  /// In the order of the figures.
  List<Judged> judge(List<Figure> figures) {
    Map<Sample, Double> probabilities = probabilities(figures);
    List<Judged> judged = new ArrayList<>();
    for (Figure figure : figures) {
      judged.add(
          switch (figure) {
            case Sample sample -> judge(sample, probabilities.getOrDefault(sample, Double.NaN));
            case Single single -> new Judged(single, verdict(single), null);
            case Faults(_, long before, long after) ->
                new Judged(figure, Verdict.faults(before, after), null);
            case Missing(_, boolean inOld) -> new Judged(figure, Verdict.missing(inOld), null);
          });
    }
    return judged;
  }

  /// Corrected for their number; nothing for samples that are too few to be judged.
  private static Map<Sample, Double> probabilities(List<Figure> figures) {
    List<Sample> samples =
        figures.stream().filter(Sample.class::isInstance).map(Sample.class::cast).toList();
    List<Double> least = samples.stream().map(Judge::least).toList();
    long count = Significance.judgeable(least);
    double most = least.stream().sorted().skip(Math.max(0, count - 1)).findFirst().orElse(0.0);
    List<Sample> enough =
        samples.stream().filter(sample -> count > 0 && least(sample) <= most).toList();
    double[] corrected =
        Significance.corrected(
            enough.stream()
                .mapToDouble(sample ->
                    Significance.ofDifference(values(sample.before()), values(sample.after())))
                .toArray());
    Map<Sample, Double> probabilities = new HashMap<>();
    for (int i = 0; i < corrected.length; i++) {
      probabilities.put(enough.get(i), corrected[i]);
    }
    return probabilities;
  }

  private static double least(Sample sample) {
    return Significance.least(sample.before().size(), sample.after().size());
  }

  private Judged judge(Sample sample, double probability) {
    double[] from = values(sample.before());
    double[] to = values(sample.after());
    Shift shift = Shift.between(from, to);
    double before = Shift.median(from);
    Finding finding = new Finding(before, Shift.median(to), shift, probability);
    boolean matters = Math.abs(shift.median()) > threshold * Math.abs(before);
    Verdict verdict;
    if (Double.isNaN(probability)) {
      verdict = Verdict.TOO_FEW;
    } else if (probability < Significance.LEVEL && matters) {
      verdict = Verdict.changed(sample.measure(), shift.median() > 0);
    } else {
      verdict = Verdict.SAME;
    }
    return new Judged(sample, verdict, finding);
  }

  private static Verdict verdict(Single single) {
    double low = Math.min(single.before(), single.after());
    double high = Math.max(single.before(), single.after());
    boolean apart = low > 0 && high / low > BAND;
    return apart && !single.summary()
        ? Verdict.changed(single.measure(), single.after() > single.before())
        : Verdict.UNJUDGED;
  }

  /// In order.
  private static double[] values(List<Double> sample) {
    return sample.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
