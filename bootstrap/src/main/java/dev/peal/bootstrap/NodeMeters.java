package dev.peal.bootstrap;

import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.StoreUnavailable;
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
import java.util.concurrent.atomic.AtomicReference;
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
      TrackSession sessions) {
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
        journal,
        Journal::backlog);
    gauge(
        "peal.journal.failing",
        "1 while the journal takes no writes",
        backend,
        failing -> failing.failing() ? 1 : 0);
    gauge("peal.parked.batches", "Batches that could not be stored", parked, ParkedBatches::count);
    for (ParkedBatches.Reason reason : ParkedBatches.Reason.values()) {
      FunctionCounter.builder("peal.parked.records", parked, batches -> batches.parked(reason))
          .description("Batches parked since the start of this node, by reason")
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    counter("peal.messages.stored", "Messages stored", store, BatchStore::messages);
    counter("peal.inbox.rows", "Inbox rows stored", store, BatchStore::inboxRows);
    counter("peal.syncs", "Parts of inboxes that clients asked for", gateway, Gateway::syncs);
    counter(
        "peal.sessions.went.back",
        "Sessions that began with a cursor of a store that is gone",
        sessions,
        TrackSession::wentBack);
    backend.measure(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  private <T> void gauge(String name, String what, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(what).strongReference(true).register(registry);
  }

  private <T> void counter(String name, String what, T source, ToDoubleFunction<T> value) {
    var last = new AtomicReference<>(0.0);
    FunctionCounter.builder(
            name,
            source,
            store -> {
              try {
                last.set(value.applyAsDouble(store));
              } catch (StoreUnavailable away) {
                // The others are wanted most when a store is away.
              }
              return last.get();
            })
        .description(what)
        .register(registry);
  }

  @Override
  public void close() {
    gc.close();
  }
}
