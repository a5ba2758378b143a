package dev.peal.bench.limit;

import dev.peal.bench.burst.BurstResult;
import dev.peal.bench.burst.BurstSettings;
import dev.peal.bench.run.Machine;
import dev.peal.bench.run.Output;
import dev.peal.bench.run.Percentiles;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Shows a result, to people and to programs.
final class LimitReport {
  private static final double EMBEDDED_GOAL = 1;
  private static final double CLUSTER_GOAL = 2;

  private final LimitResult result;
  private final Machine machine;

  LimitReport(LimitResult result, Machine machine) {
    this.result = result;
    this.machine = machine;
  }

  /// One object; times in milliseconds, each the median of its array of rounds. What was left out
  /// is null, an array then empty.
  ObjectNode json() {
    BurstSettings settings = result.settings();
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("bench", "limit");
    json.set("machine", machine.json());
    json.put("members", settings.members())
        .put("online", settings.online())
        .put("messages", settings.messages())
        .put("rounds", settings.rounds());
    for (Variant variant : Variant.values()) {
      put(json, "limit_" + variant.key(), result.limitRounds(variant));
    }
    putPeal(json, "embedded", result.embedded());
    putPeal(json, "cluster", result.cluster());
    return json;
  }

  private void putPeal(ObjectNode json, String profile, @Nullable BurstResult peal) {
    String name = "peal_" + profile;
    if (peal == null) {
      put(json, name, new double[0]);
    } else {
      put(json, name, BurstResult.warm(peal.roundMillis()));
      json.put(name + "_first_round_ms", Output.rounded(BurstResult.first(peal.roundMillis())))
          .put(name + "_lost", peal.lost())
          .put(name + "_duplicates", peal.duplicates())
          .put(name + "_out_of_order", peal.outOfOrder());
    }
    for (Variant variant : Variant.values()) {
      String ratio = profile + "_to_" + variant.key();
      putNumber(json, ratio, peal == null ? Double.NaN : result.multiple(peal, variant));
    }
  }

  private static void put(ObjectNode json, String name, double[] rounds) {
    putNumber(json, name + "_ms", Percentiles.of(rounds, 50));
    ArrayNode array = json.putArray(name + "_round_ms");
    Arrays.stream(rounds).map(Output::rounded).forEach(array::add);
  }

  private static void putNumber(ObjectNode json, String name, double value) {
    if (Double.isNaN(value)) {
      json.putNull(name);
    } else {
      json.put(name, Output.rounded(value));
    }
  }

  /// A table.
  String table() {
    BurstSettings settings = result.settings();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%,d members, %,d online, %,d messages a round; on %s",
        settings.members(),
        settings.online(),
        settings.messages(),
        machine.sentence());
    line(text, "");
    line(text, "%-32s%10s%10s%10s%10s", "a round, ms", "p50", "min", "max", "rounds");
    for (Variant variant : Variant.values()) {
      row(text, "limit: " + variant.words(), result.limitRounds(variant));
    }
    pealRow(text, "Peal, embedded", result.embedded());
    pealRow(text, "Peal, cluster", result.cluster());
    line(text, "");
    line(text, "%-32s%20s%20s%20s", "as a multiple of", "a frame each", "joined", "one frame");
    multiples(text, "Peal, embedded", result.embedded());
    multiples(text, "Peal, cluster", result.cluster());
    line(text, "");
    verdict(text, "embedded", result.embedded(), EMBEDDED_GOAL);
    verdict(text, "cluster", result.cluster(), CLUSTER_GOAL);
    line(
        text,
        "%s",
        result.isClean()
            ? "Nothing lost, nothing doubled, nothing out of order."
            : "NOT CLEAN: Peal lost, doubled or disordered something.");
    return text.toString();
  }

  private static void pealRow(StringBuilder text, String name, @Nullable BurstResult peal) {
    if (peal != null) {
      row(text, name, BurstResult.warm(peal.roundMillis()));
    }
  }

  private static void row(StringBuilder text, String name, double[] rounds) {
    line(
        text,
        "%-32s%,10.2f%,10.2f%,10.2f%,10d",
        name,
        Percentiles.of(rounds, 50),
        Arrays.stream(rounds).min().orElse(Double.NaN),
        Arrays.stream(rounds).max().orElse(Double.NaN),
        rounds.length);
  }

  private void multiples(StringBuilder text, String name, @Nullable BurstResult peal) {
    if (peal != null) {
      line(
          text,
          "%-32s%,20.2f%,20.2f%,20.2f",
          name,
          result.multiple(peal, Variant.FLUSH_ONCE),
          result.multiple(peal, Variant.JOINED_FRAMES),
          result.multiple(peal, Variant.ONE_FRAME));
    }
  }

  private void verdict(StringBuilder text, String name, @Nullable BurstResult peal, double goal) {
    if (peal != null) {
      double multiple = result.multiple(peal, Variant.FLUSH_ONCE);
      line(
          text,
          "goal, %s within %.0f times a frame each with one flush: %s",
          name,
          goal,
          multiple <= goal ? "met" : "missed");
    }
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
