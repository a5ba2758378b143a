package dev.peal.bootstrap;

import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.posting.PostMessageService;
import dev.peal.in.websocket.Gateway;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/// What an operator watches: how many are connected, what is queued, and how far rows are behind.
public final class NodeMeters implements AutoCloseable {

  private final MeterRegistry registry;
  private final JvmGcMetrics gc = new JvmGcMetrics();

  @Inject
  NodeMeters(
      MeterRegistry registry,
      Gateway gateway,
      PostMessageService posting,
      Journal journal,
      Backend backend,
      BatchStore store,
      ParkedBatches parked,
      TrackSession sessions,
      ServerWatch watch,
      RoadTimes times) {
    this.registry = registry;
    gauge("peal.sessions", "Connections that are logged in", gateway, Gateway::sessions);
    gauge("peal.sessions.waiting", "Connections not logged in yet", gateway, Gateway::waiting);
    gauge(
        "peal.posting.queued",
        "Messages queued or on their way to the journal",
        posting,
        PostMessageService::queued);
    gauge(
        "peal.journal.backlog",
        "Batches in the journal whose rows are not written yet",
        watch.sampled("peal.journal.backlog", journal::backlog),
        DoubleSupplier::getAsDouble);
    gauge(
        "peal.journal.failing",
        "1 while the journal takes no writes",
        backend,
        failing -> failing.failing() ? 1 : 0);
    gauge(
        "peal.parked.batches",
        "Batches that could not be stored",
        watch.sampled("peal.parked.batches", parked::count),
        DoubleSupplier::getAsDouble);
    for (ParkedBatches.Reason reason : ParkedBatches.Reason.values()) {
      FunctionCounter.builder("peal.parked.records", parked, batches -> batches.parked(reason))
          .description("Batches parked since the start of this node, by reason")
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    counter(
        "peal.messages.stored",
        "Messages stored",
        watch.sampled("peal.messages.stored", store::messages));
    counter(
        "peal.inbox.rows", "Inbox rows stored", watch.sampled("peal.inbox.rows", store::inboxRows));
    each("peal.refusals", "Errors told to clients", "code", gateway.figures().refused());
    each("peal.sessions.closed", "Sessions that ended", "reason", gateway.figures().closed());
    gateway.figures().onDelivery(times::delivered);
    counter("peal.syncs", "Parts of inboxes that clients asked for", gateway, Gateway::syncs);
    counter(
        "peal.sessions.went.back",
        "Sessions that began with a cursor of a store that is gone",
        sessions,
        TrackSession::wentBack);
    backend.measure(registry);
    backend.measureServers(registry, watch);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  private <T> void gauge(String name, String what, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(what).strongReference(true).register(registry);
  }

  /// For what does not wait.
  private <T> void counter(String name, String what, T source, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, source, value).description(what).register(registry);
  }

  private void counter(String name, String what, DoubleSupplier value) {
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
        .description(what)
        .register(registry);
  }

  private void each(String name, String what, String tag, Map<String, LongAdder> counters) {
    counters.forEach((value, count) ->
        FunctionCounter.builder(name, count, LongAdder::sum)
            .description(what)
            .tag(tag, value)
            .register(registry));
  }

  @Override
  public void close() {
    gc.close();
  }
}
