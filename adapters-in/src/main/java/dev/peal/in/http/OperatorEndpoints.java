package dev.peal.in.http;

import dev.peal.application.port.in.ListNodes;
import dev.peal.application.port.in.ReportStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/// What those ask who run the server: is it alive, is it ready, how is it.
final class OperatorEndpoints {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final ReportStatus reportStatus;
  private final ListNodes listNodes;
  private final Supplier<NodeState> state;
  private final PrometheusMeterRegistry registry;

  OperatorEndpoints(
      ReportStatus reportStatus,
      ListNodes listNodes,
      Supplier<NodeState> state,
      PrometheusMeterRegistry registry) {
    this.reportStatus = reportStatus;
    this.listNodes = listNodes;
    this.state = state;
    this.registry = registry;
  }

  Response live(Call call) {
    return Response.text(200, "ok");
  }

  /// Lines of text, or JSON for who accepts that.
  Response ready(Call call) {
    NodeState now = state.get();
    int status = now.takesWork() ? 200 : 503;
    boolean json = call.request().headers().get(HttpHeaderNames.ACCEPT, "").contains(Response.JSON);
    return json ? Response.json(status, now.json()) : Response.text(status, now.text());
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
            .put("ready", state.get().takesWork()));
  }
}
