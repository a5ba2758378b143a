package dev.peal.bench.burst;

import dev.peal.bench.run.Output;
import dev.peal.bench.run.Percentiles;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Shows a result, to people and to programs.
final class BurstReport {
  private final BurstResult result;

  BurstReport(BurstResult result) {
    this.result = result;
  }

  /// One object; times in milliseconds with three decimals, null for what was not measured.
  ObjectNode json() {
    BurstSettings settings = result.settings();
    double[] warm = BurstResult.warm(result.roundMillis());
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("members", settings.members())
            .put("online", settings.online())
            .put("messages", settings.messages())
            .put("rounds", result.rounds())
            .put("deliveries_expected", result.expected())
            .put("deliveries_received", result.received())
            .put("lost", result.lost())
            .put("duplicates", result.duplicates())
            .put("out_of_order", result.outOfOrder())
            .put("rows_expected", result.rowsExpected())
            .put("rows_stored", result.rowsStored());
    putMillis(json, "first_round_ms", BurstResult.first(result.roundMillis()));
    putMillis(json, "round_ms", result.roundMillis());
    putMillis(json, "p50_ms", Percentiles.of(warm, 50));
    putMillis(json, "p99_ms", Percentiles.of(warm, 99));
    putMillis(json, "rows_landed_ms", result.rowsLandedMillis());
    putMillis(json, "delivery_p50_ms", result.deliveryP50Millis());
    putMillis(json, "delivery_p99_ms", result.deliveryP99Millis());
    putMillis(json, "server_rss_mb", result.serverRssMb());
    return json;
  }

  /// A table.
  String table(String store) {
    BurstSettings settings = result.settings();
    double[] warm = BurstResult.warm(result.roundMillis());
    double[] landed = BurstResult.warm(result.rowsLandedMillis());
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%,d members, %,d online, %,d messages a round, %,d rounds; store on %s",
        settings.members(),
        settings.online(),
        settings.messages(),
        result.rounds(),
        store);
    line(text, "");
    line(text, "%-22s%14s%14s", "counted", "expected", "found");
    line(text, "%-22s%,14d%,14d", "deliveries", result.expected(), result.received());
    line(text, "%-22s%,14d%,14d", "inbox rows", result.rowsExpected(), result.rowsStored());
    line(text, "%-22s%,14d%,14d", "lost", 0, result.lost());
    line(text, "%-22s%,14d%,14d", "duplicates", 0, result.duplicates());
    line(text, "%-22s%,14d%,14d", "out of order", 0, result.outOfOrder());
    line(text, "");
    line(text, "%-22s%14s%14s%14s", "time, ms", "first round", "p50", "p99");
    line(
        text,
        "%-22s%,14.1f%,14.1f%,14.1f",
        "round",
        BurstResult.first(result.roundMillis()),
        Percentiles.of(warm, 50),
        Percentiles.of(warm, 99));
    line(
        text,
        "%-22s%,14.1f%,14.1f%,14.1f",
        "rows landed",
        BurstResult.first(result.rowsLandedMillis()),
        Percentiles.of(landed, 50),
        Percentiles.of(landed, 99));
    line(
        text,
        "%-22s%14s%,14.1f%,14.1f",
        "delivery",
        "",
        result.deliveryP50Millis(),
        result.deliveryP99Millis());
    line(text, "");
    line(text, "p50 and p99 are of the %,d rounds after the first.", warm.length);
    line(text, "server memory: %,.0f MB resident", result.serverRssMb());
    line(text, "%s", verdict());
    return text.toString();
  }

  private String verdict() {
    return result.isClean()
        ? "Nothing lost, nothing doubled, nothing out of order."
        : "NOT CLEAN: see above.";
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private static void putMillis(ObjectNode json, String name, double value) {
    if (Double.isNaN(value)) {
      json.putNull(name);
    } else {
      json.put(name, Output.rounded(value));
    }
  }

  private static void putMillis(ObjectNode json, String name, List<Double> values) {
    ArrayNode array = json.putArray(name);
    values.stream().map(Output::rounded).forEach(array::add);
  }
}
