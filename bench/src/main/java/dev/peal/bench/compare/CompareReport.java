package dev.peal.bench.compare;

import dev.peal.bench.compare.Figure.Faults;
import dev.peal.bench.compare.Figure.Missing;
import dev.peal.bench.compare.Figure.Sample;
import dev.peal.bench.compare.Figure.Single;
import dev.peal.bench.compare.Judge.Finding;
import dev.peal.bench.compare.Judge.Judged;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Shows verdicts to people.
///
/// @param threshold the shift that matters, as a share of the old median
record CompareReport(List<String> warnings, List<Judged> judged, double threshold) {
  private static final int LEAST_WIDTH = 24;

  /// Whether anything is worse than it was.
  boolean hasRegression() {
    return count(Verdict.Kind.REGRESSION) > 0;
  }

  private long count(Verdict.Kind kind) {
    return judged.stream().filter(one -> one.verdict().kind() == kind).count();
  }

  String table() {
    StringBuilder text = new StringBuilder();
    for (String warning : warnings) {
      line(text, "WARNING: %s", warning);
    }
    if (!warnings.isEmpty()) {
      line(text, "");
    }
    int width = judged.stream().mapToInt(one -> one.figure().place().length()).max().orElse(0);
    String name = "%-" + Math.max(LEAST_WIDTH, width) + "s";
    line(
        text,
        name + "%12s%12s%10s%20s%9s  %s",
        "figure",
        "old",
        "new",
        "shift",
        "95 % interval",
        "p",
        "verdict");
    for (Judged one : judged) {
      line(text, name + "%s", one.figure().place(), cells(one));
    }
    line(text, "");
    line(
        text,
        "Samples are shown by their medians, with the median of all differences in percent; they"
            + " have changed when p, corrected for their number, is below %s and the shift is more"
            + " than %s %%.",
        number(Significance.LEVEL),
        number(threshold * 100));
    line(
        text,
        "Figures measured once cannot tell noise: they are unjudged up to %s times, and beside"
            + " their sample.",
        number(Judge.BAND));
    line(text, "%s", sentence());
    return text.toString();
  }

  private String sentence() {
    long worse = count(Verdict.Kind.REGRESSION);
    long better = count(Verdict.Kind.IMPROVEMENT);
    long few = judged.stream().filter(one -> one.verdict().equals(Verdict.TOO_FEW)).count();
    long missing = judged.stream().filter(one -> one.figure() instanceof Missing).count();
    return "%s: %d worse, %d better, %d with too few samples, %d in one result only"
        .formatted(worse == 0 ? "No regression" : "REGRESSION", worse, better, few, missing);
  }

  private static String cells(Judged one) {
    String verdict =
        one.verdict().kind() == Verdict.Kind.REGRESSION
            ? one.verdict().word() + " !"
            : one.verdict().word();
    return switch (one.figure()) {
      case Sample _ -> cells(one.finding(), verdict);
      case Single single ->
          cells(
              number(single.before()),
              number(single.after()),
              single.before() == 0 ? "" : "x " + number(single.after() / single.before()),
              "",
              "",
              verdict);
      case Faults(_, long before, long after) ->
          cells(Long.toString(before), Long.toString(after), "", "", "", verdict);
      case Missing(_, boolean inOld) ->
          cells(inOld ? "there" : "-", inOld ? "-" : "there", "", "", "", verdict);
    };
  }

  private static String cells(@Nullable Finding finding, String verdict) {
    if (finding == null) {
      return cells("", "", "", "", "", verdict);
    }
    double before = finding.oldMedian();
    Shift shift = finding.shift();
    return cells(
        number(before),
        number(finding.newMedian()),
        percent(shift.median(), before),
        percent(shift.low(), before) + " to " + percent(shift.high(), before),
        Double.isNaN(finding.probability()) ? "" : probability(finding.probability()),
        verdict);
  }

  private static String cells(
      String before, String after, String shift, String interval, String p, String verdict) {
    return String.format(
        Locale.ROOT, "%12s%12s%10s%20s%9s  %s", before, after, shift, interval, p, verdict);
  }

  private static String percent(double shift, double of) {
    return of == 0 ? number(shift) : String.format(Locale.ROOT, "%+.1f%%", 100 * shift / of);
  }

  private static String probability(double p) {
    return p < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  /// With three digits, or without decimals.
  private static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
