package dev.peal.bench.steady;

import dev.peal.bench.run.Output;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Shows a result, to people and to programs.
public final class SteadyReport {
  private SteadyReport() {}

  /// What clients saw, as one object.
  public static ObjectNode json(Tally tally) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("messages_sent", tally.sent())
            .put("messages_accepted", tally.accepted())
            .put("achieved_rate", Output.rounded(tally.achievedRate()))
            .put("ended_early", tally.gaveUp())
            .put("deliveries_expected", tally.expected())
            .put("deliveries_received", tally.received())
            .put("lost", tally.lost())
            .put("duplicates", tally.duplicates())
            .put("out_of_order", tally.outOfOrder());
    json.set("delivery_ms", json(tally.delivery()));
    json.set("ack_ms", json(tally.ack()));
    json.set("sent_late_ms", json(tally.lag()));
    array(json, "p99_ms_each_second", tally.p99OfEachSecond());
    return json;
  }

  /// One object; times in milliseconds with three decimals, null for what was not measured.
  public static ObjectNode json(SteadyResult result) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("groups", result.groups().count())
            .put("members", result.groups().members())
            .put("online", result.groups().online())
            .put("offered_rate", result.load().rate())
            .put("warm_up_seconds", result.load().warmUpSeconds())
            .put("seconds", result.load().seconds())
            .put("deliveries_per_second", Output.rounded(result.deliveriesPerSecond()))
            .put("rows_per_second", Output.rounded(result.rowsPerSecond()))
            .put("saturated", result.isSaturated())
            .put("rows_expected", result.rowsExpected())
            .put("rows_stored", result.rowsStored());
    json.setAll(json(result.tally()));
    ObjectNode journal = json.putObject("journal");
    journal.put("grows", result.journalGrows());
    put(journal, "slope_messages_per_second", result.journal().slope());
    put(journal, "most_messages", result.journal().most());
    put(journal, "drain_ms", result.drainMillis());
    array(journal, "messages_each_second", result.journal().messages());
    ArrayNode records = journal.putArray("records_each_second");
    result.journal().records().forEach(records::add);
    json.set("cpu_us_per_delivery", cpu(result));
    return json;
  }

  /// Microseconds of each process for one delivery; `servers` is all without the clients.
  private static ObjectNode cpu(SteadyResult result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json, "servers", result.cpuMicrosPerDelivery());
    result
        .cpu()
        .nanos()
        .keySet()
        .forEach(name -> put(json, name, result.cpuMicrosPerDelivery(name)));
    put(json, "clients", result.clientCpuMicrosPerDelivery());
    return json;
  }

  private static ObjectNode json(Latency latency) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json, "p50", latency.p50());
    put(json, "p99", latency.p99());
    put(json, "p99_9", latency.p999());
    put(json, "max", latency.most());
    return json;
  }

  /// A table.
  static String table(SteadyResult result, String store) {
    Tally tally = result.tally();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s; %,.1f messages a second for %,d s after %,d s of warm-up; store on %s",
        result.groups().sentence(),
        result.load().rate(),
        result.load().seconds(),
        result.load().warmUpSeconds(),
        store);
    line(text, "");
    line(text, "%-22s%14s%14s", "counted", "expected", "found");
    line(text, "%-22s%,14d%,14d", "deliveries", tally.expected(), tally.received());
    line(text, "%-22s%,14d%,14d", "inbox rows", result.rowsExpected(), result.rowsStored());
    line(text, "%-22s%,14d%,14d", "lost", 0, tally.lost());
    line(text, "%-22s%,14d%,14d", "duplicates", 0, tally.duplicates());
    line(text, "%-22s%,14d%,14d", "out of order", 0, tally.outOfOrder());
    line(text, "");
    line(text, "%-22s%14s%14s%14s%14s", "since due, ms", "p50", "p99", "p99.9", "max");
    line(text, "delivery", tally.delivery());
    line(text, "ack", tally.ack());
    line(text, "sent", tally.lag());
    line(text, "");
    line(
        text,
        "achieved: %,.1f messages, %,.0f deliveries, %,.0f rows a second%s",
        tally.achievedRate(),
        result.deliveriesPerSecond(),
        result.rowsPerSecond(),
        result.isSaturated() ? "; SATURATED" : "");
    line(
        text,
        "journal: rows of %,.0f messages behind at most, slope %+,.2f messages a second: %s;"
            + " empty %,.0f ms after the load",
        result.journal().most(),
        result.journal().slope(),
        result.journalGrows() ? "GROWS" : "does not grow",
        result.drainMillis());
    line(text, "%s", cpuSentence(result));
    line(
        text,
        "%s",
        result.isClean()
            ? "Nothing lost, nothing doubled, nothing out of order."
            : "NOT CLEAN: see above.");
    return text.toString();
  }

  private static String cpuSentence(SteadyResult result) {
    StringBuilder sentence = new StringBuilder();
    sentence.append(
        String.format(
            Locale.ROOT, "CPU, us a delivery: %,.1f of servers", result.cpuMicrosPerDelivery()));
    if (!result.cpu().nanos().isEmpty()) {
      sentence.append(
          result.cpu().nanos().keySet().stream()
              .map(name ->
                  String.format(Locale.ROOT, "%s %,.1f", name, result.cpuMicrosPerDelivery(name)))
              .collect(Collectors.joining(", ", " (", ")")));
    }
    return sentence
        .append(
            String.format(Locale.ROOT, "; %,.1f of clients", result.clientCpuMicrosPerDelivery()))
        .toString();
  }

  private static void line(StringBuilder text, String name, Latency latency) {
    line(
        text,
        "%-22s%,14.1f%,14.1f%,14.1f%,14.1f",
        name,
        latency.p50(),
        latency.p99(),
        latency.p999(),
        latency.most());
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, Output.rounded(value));
    } else {
      json.putNull(name);
    }
  }

  private static void array(ObjectNode json, String name, Collection<Double> values) {
    ArrayNode array = json.putArray(name);
    for (double value : List.copyOf(values)) {
      if (Double.isFinite(value)) {
        array.add(Output.rounded(value));
      } else {
        array.addNull();
      }
    }
  }
}
