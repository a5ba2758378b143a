package dev.peal.bench.ladder;

import dev.peal.bench.burst.BurstResult;
import dev.peal.bench.chart.BarChart;
import dev.peal.bench.ladder.rung.Rung;
import dev.peal.bench.run.Machine;
import dev.peal.bench.run.Output;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Shows what the rungs took, to people and to programs.
final class LadderReport {

  private final LadderSettings settings;
  private final List<RungResult> results;

  LadderReport(LadderSettings settings, List<RungResult> results) {
    this.settings = settings;
    this.results = List.copyOf(results);
  }

  /// Whether no rung lost, doubled or misordered anything, and each has all rows.
  boolean isClean() {
    return results.stream().allMatch(result -> result.burst().isClean());
  }

  /// One object; times in milliseconds with three decimals, null for what was not measured. The
  /// percentiles are of the rounds after the first.
  ObjectNode json(Machine machine) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("bench", "ladder")
            .put("members", settings.members())
            .put("online", settings.online())
            .put("messages", settings.messages());
    json.set("machine", machine.json());
    ArrayNode rungs = json.putArray("rungs");
    results.forEach(result -> rungs.add(json(result)));
    find(Rung.PEAL)
        .ifPresent(peal -> {
          find(Rung.NAIVE)
              .ifPresent(naive ->
                  putNumber(json, "peal_times_as_fast_as_naive", peal.timesAsFastAs(naive)));
          find(Rung.POOLS)
              .ifPresent(pools ->
                  putNumber(json, "peal_times_as_fast_as_pools", peal.timesAsFastAs(pools)));
        });
    return json.put("clean", isClean());
  }

  private ObjectNode json(RungResult result) {
    BurstResult burst = result.burst();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("rung", result.rung().number())
            .put("name", result.rung().title())
            .put("rounds", burst.rounds());
    putNumber(json, "p50_ms", result.p50Millis());
    putNumber(json, "min_ms", result.minMillis());
    putNumber(json, "max_ms", result.maxMillis());
    putNumber(json, "first_round_ms", result.firstMillis());
    putNumber(json, "rows_landed_ms", result.rowsLandedMillis());
    ArrayNode rounds = json.putArray("round_ms");
    burst.roundMillis().stream().map(Output::rounded).forEach(rounds::add);
    return json.put("encoding", result.rung().encoding().name().toLowerCase(Locale.ROOT))
        .put("lost", burst.lost())
        .put("duplicates", burst.duplicates())
        .put("out_of_order", burst.outOfOrder())
        .put("rows_expected", burst.rowsExpected())
        .put("rows_stored", burst.rowsStored());
  }

  /// A table.
  String table(Machine machine) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%,d members, %,d online, %,d messages a round",
        settings.members(),
        settings.online(),
        settings.messages());
    line(text, "%s", machine.sentence());
    line(text, "");
    line(
        text,
        "%-4s %-12s%7s%11s%11s%11s%11s%13s%10s  %s",
        "rung",
        "",
        "rounds",
        "first, ms",
        "p50, ms",
        "min, ms",
        "max, ms",
        "rows in, ms",
        "faster",
        "checks");
    for (RungResult result : results) {
      line(
          text,
          "%-4d %-12s%7d%,11.1f%,11.1f%,11.1f%,11.1f%,13.1f%10s  %s",
          result.rung().number(),
          result.rung().title(),
          result.burst().rounds(),
          result.firstMillis(),
          result.p50Millis(),
          result.minMillis(),
          result.maxMillis(),
          result.rowsLandedMillis(),
          find(Rung.NAIVE)
              .map(naive -> String.format(Locale.ROOT, "%,.1f x", result.timesAsFastAs(naive)))
              .orElse(""),
          checks(result.burst()));
    }
    line(text, "");
    line(text, "p50, min and max are of the rounds after the first; faster is than rung 0.");
    line(
        text, "%s", isClean() ? "Nothing lost, doubled or out of order." : "NOT CLEAN: see above.");
    return text.toString();
  }

  private static String checks(BurstResult burst) {
    return burst.isClean()
        ? String.format(Locale.ROOT, "%,d rows, all once, in order", burst.rowsStored())
        : String.format(
            Locale.ROOT,
            "%d lost, %d doubled, %d out of order, %,d rows (expected: %,d)",
            burst.lost(),
            burst.duplicates(),
            burst.outOfOrder(),
            burst.rowsStored(),
            burst.rowsExpected());
  }

  /// A bar for every rung that has a time, if any has.
  Optional<BarChart> chart() {
    List<BarChart.Bar> bars =
        results.stream()
            .filter(result -> result.p50Millis() > 0)
            .map(result ->
                new BarChart.Bar(
                    result.rung().number() + " " + result.rung().title(),
                    result.p50Millis(),
                    shown(result.p50Millis())))
            .toList();
    String title =
        String.format(
            Locale.ROOT,
            "%,d messages at once into a group of %,d, %,d online",
            settings.messages(),
            settings.members(),
            settings.online());
    return bars.isEmpty() ? Optional.empty() : Optional.of(new BarChart(title, "ms", bars));
  }

  private static String shown(double millis) {
    return String.format(Locale.ROOT, millis < 100 ? "%,.1f ms" : "%,.0f ms", millis);
  }

  private Optional<RungResult> find(Rung rung) {
    return results.stream().filter(result -> result.rung() == rung).findFirst();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private static void putNumber(ObjectNode json, String name, double value) {
    if (Double.isNaN(value)) {
      json.putNull(name);
    } else {
      json.put(name, Output.rounded(value));
    }
  }
}
