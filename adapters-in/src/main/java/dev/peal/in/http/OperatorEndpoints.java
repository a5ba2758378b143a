package dev.peal.in.http;

import dev.peal.application.port.in.ListNodes;
import dev.peal.application.port.in.ReportStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What those ask who run the server: is it alive, is it ready, how is it.
final class OperatorEndpoints {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final ReportStatus reportStatus;
  private final ListNodes listNodes;
  private final BooleanSupplier ready;
  private final PrometheusMeterRegistry registry;

  OperatorEndpoints(
      ReportStatus reportStatus,
      ListNodes listNodes,
      BooleanSupplier ready,
      PrometheusMeterRegistry registry) {
    this.reportStatus = reportStatus;
    this.listNodes = listNodes;
    this.ready = ready;
    this.registry = registry;
  }

  Response live(Call call) {
    return Response.text(200, "ok");
  }

  Response ready(Call call) {
    return ready.getAsBoolean() ? Response.text(200, "ok") : Response.text(503, "draining");
  }

  /// Names and roles only: where nodes listen for each other is nobody else's business.
  Response nodes(Call call) {
    call.nothingWithIt();
    return Response.json(200, Json.nodes(listNodes.nodes()));
  }

  Response metrics(Call call) {
    byte[] text = registry.scrape(PROMETHEUS).getBytes(StandardCharsets.UTF_8);
    return new Response(200, PROMETHEUS, text, Map.of());
  }

  Response stats(Call call) {
    call.nothingWithIt("scan");
    ReportStatus.Status status = reportStatus.status(call.flag("scan"));
    return Response.json(
        200,
        Json.object()
            .put("node", status.node())
            .put("sessions", status.sessions())
            .put("sessions_not_logged_in", status.sessionsNotLoggedIn())
            .put("inbox_rows", status.inboxRows())
            .put("messages", status.messages())
            .put("journal_backlog_records", status.journalBacklog())
            .put("rss_mb", ProcessMemory.residentMegabytes())
            .put("ready", ready.getAsBoolean()));
  }
}
