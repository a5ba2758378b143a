package dev.peal.in.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Meters of the HTTP side. Labels are route templates, never paths, so that their number is
/// bounded. Thread-safe.
final class HttpMetrics {

  /// The label of requests that reached no route.
  static final String NO_ROUTE = "none";

  private final MeterRegistry registry;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final Counter refusedConnections;

  HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.refusedConnections =
        Counter.builder("peal.connections.refused")
            .description("Connections closed because server.max-connections was reached")
            .register(registry);
    Gauge.builder("peal.connections.open", connections, AtomicInteger::get)
        .description("Accepted connections, HTTP and WebSocket")
        .register(registry);
    Gauge.builder("peal.http.requests.active", requests, AtomicInteger::get)
        .description("HTTP requests being worked on")
        .register(registry);
  }

  /// Counts a connection in, unless `max` are open.
  boolean connectionOpened(int max) {
    if (connections.incrementAndGet() > max) {
      connections.decrementAndGet();
      refusedConnections.increment();
      return false;
    }
    return true;
  }

  void connectionClosed() {
    connections.decrementAndGet();
  }

  void requestStarted() {
    requests.incrementAndGet();
  }

  void requestEnded() {
    requests.decrementAndGet();
  }

  void answered(String method, String route, int status, long nanos) {
    Timer.builder("peal.http.requests")
        .description("HTTP requests, from their last byte to their answer")
        .tag("method", method)
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }
}
