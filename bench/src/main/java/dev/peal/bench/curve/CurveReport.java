package dev.peal.bench.curve;

import dev.peal.bench.idle.IdleConnections;
import dev.peal.bench.run.Machine;
import dev.peal.bench.run.Output;
import dev.peal.bench.steady.Latency;
import dev.peal.bench.steady.SteadyReport;
import dev.peal.bench.steady.SteadyResult;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Shows what was found, to people and to programs.
final class CurveReport {
  private final Plan plan;
  private final CurveResult result;

  CurveReport(Plan plan, CurveResult result) {
    this.plan = plan;
    this.result = result;
  }

  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("bench", "curve")
            .put("quick", plan.quick())
            .put("profile", plan.profile().name());
    json.set("machine", Machine.here().json());
    ArrayNode goals = json.putArray("goals");
    for (Goal goal : result.goals()) {
      ObjectNode object = goals.addObject().put("name", goal.name()).put("goal", goal.sentence());
      ObjectNode figures = object.putObject("figures");
      for (Goal.Figure figure : goal.figures()) {
        put(figures.putObject(figure.name()), "found", figure.found())
            .put("at_most", figure.most());
      }
      object.put("met", goal.met());
    }
    ArrayNode lines = json.putArray("lines");
    for (Line line : result.lines()) {
      ObjectNode object =
          lines
              .addObject()
              .put("members", line.groups().members())
              .put("online", line.groups().online())
              .put("groups", line.groups().count())
              .put("ended", line.ending().name().toLowerCase(Locale.ROOT));
      put(object, "cpu_us_per_delivery", line.fullest().cpuMicrosPerDelivery());
      ArrayNode loads = object.putArray("loads");
      line.loads().forEach(load -> loads.add(SteadyReport.json(load)));
    }
    DirectBesideFlood direct = result.direct();
    if (direct != null) {
      ObjectNode object = json.putObject("direct");
      object.set("quiet", SteadyReport.json(direct.quiet()));
      object.set("beside_flood", SteadyReport.json(direct.beside()));
      put(object, "p99_ratio", direct.ratio());
      ObjectNode flood = object.putObject("flood");
      put(flood, "messages_per_second", direct.flood().messages() / direct.flood().seconds());
      put(flood, "deliveries_per_second", direct.flood().deliveries() / direct.flood().seconds());
    }
    IdleConnections.Result idle = result.idle();
    if (idle != null) {
      ObjectNode object =
          json.putObject("idle").put("nodes", idle.nodes()).put("note", idle.note());
      ArrayNode points = object.putArray("points");
      for (IdleConnections.Point point : idle.points()) {
        ObjectNode one = points.addObject().put("connections", point.connections());
        put(one, "bytes_per_connection", point.bytes());
        put(one, "heap_bytes", point.heapBytes());
        put(one, "other_bytes", point.otherBytes());
        put(one, "resident_bytes", point.residentBytes());
      }
    }
    return json;
  }

  private static ObjectNode put(ObjectNode json, String name, double value) {
    return Double.isFinite(value) ? json.put(name, Output.rounded(value)) : json.putNull(name);
  }

  String table() {
    StringBuilder text = new StringBuilder();
    lines(text);
    direct(text);
    idle(text);
    for (Goal goal : result.goals()) {
      line(text, "%-8s %s", goal.met() ? "MET" : "MISSED", goal.sentence());
      for (Goal.Figure figure : goal.figures()) {
        line(
            text,
            "         %-38s%,10.1f, at most %,.1f%s",
            figure.name(),
            figure.found(),
            figure.most(),
            figure.isMet() ? "" : " !");
      }
    }
    line(
        text,
        "%s",
        result.isClean()
            ? "Nothing lost, nothing doubled, nothing out of order."
            : "NOT CLEAN: see above.");
    return text.toString();
  }

  private void lines(StringBuilder text) {
    for (Line line : result.lines()) {
      line(
          text,
          "%-46s%9s%9s%9s%9s%9s%9s",
          line.groups().sentence(),
          "offered",
          "p50, ms",
          "p99",
          "p99.9",
          "max",
          "CPU, us");
      for (SteadyResult load : line.loads()) {
        Latency delivery = load.tally().delivery();
        line(
            text,
            "%,25.0f deliveries a second %,9.0f%,9.1f%,9.1f%,9.1f%,9.0f%,9.1f  %s%s%s",
            load.deliveriesPerSecond(),
            load.load().rate(),
            delivery.p50(),
            delivery.p99(),
            delivery.p999(),
            delivery.most(),
            load.cpuMicrosPerDelivery(),
            load.isSaturated() ? "saturated " : "",
            load.journalGrows() ? "journal grows " : "",
            load.isClean() ? "" : "NOT CLEAN");
      }
      line(
          text,
          "%s",
          switch (line.ending()) {
            case SATURATED -> "The last is more than is delivered.";
            case JOURNAL_GROWS -> "The last is delivered, but its rows fall ever further behind.";
            case TIME -> "No time was left for more.";
            case PLAN -> "No more was planned.";
          });
      line(text, "");
    }
  }

  private void direct(StringBuilder text) {
    DirectBesideFlood direct = result.direct();
    if (direct == null) {
      return;
    }
    line(
        text,
        "direct messages: p50 %,.1f, p99 %,.1f ms in quiet; p50 %,.1f, p99 %,.1f ms beside a flood"
            + " of %,.0f messages and %,.0f deliveries a second: %,.1f times",
        direct.quiet().delivery().p50(),
        direct.quiet().delivery().p99(),
        direct.beside().delivery().p50(),
        direct.beside().delivery().p99(),
        direct.flood().messages() / direct.flood().seconds(),
        direct.flood().deliveries() / direct.flood().seconds(),
        direct.ratio());
    line(text, "");
  }

  private void idle(StringBuilder text) {
    IdleConnections.Result idle = result.idle();
    if (idle == null) {
      return;
    }
    line(
        text,
        "idle connections at %d nodes, bytes of each%14s%10s%10s%10s",
        idle.nodes(),
        "all",
        "heap",
        "other",
        "resident");
    for (IdleConnections.Point point : idle.points()) {
      line(
          text,
          "%,43d%,14.0f%,10.0f%,10.0f%,10.0f",
          point.connections(),
          point.bytes(),
          point.heapBytes(),
          point.otherBytes(),
          point.residentBytes());
    }
    if (idle.note() != null) {
      line(text, "%s", idle.note());
    }
    line(text, "");
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
