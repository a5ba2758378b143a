package dev.peal.in.http;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.session.UserId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a request to its endpoint and every end of it, good or bad, to one response.
///
/// Called on event loops and never waits there: what may block runs on the executor (a virtual
/// thread a request), at most `places` at once; one more is refused at once. Thread-safe.
final class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int MONITORING_PLACES = 8;
  private static final byte[] NOTHING_HERE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Not found</title>
      <h1>There is nothing here</h1>
      <p><a href="/">To the chat</a></p>
      </html>
      """
          .getBytes(StandardCharsets.UTF_8);
  private static final long RETRY_AFTER_MILLIS = 1_000;

  private final OutageLog outages =
      new OutageLog(log, System::nanoTime, "HTTP requests are not answered");
  private final Router router;
  private final Authorization authorization;
  private final HttpMetrics metrics;
  private final Executor executor;
  private final Semaphore places;
  private final Semaphore monitoringPlaces = new Semaphore(MONITORING_PLACES);

  Dispatcher(
      Router router,
      Authorization authorization,
      HttpMetrics metrics,
      Executor executor,
      int places) {
    this.router = router;
    this.authorization = authorization;
    this.metrics = metrics;
    this.executor = executor;
    this.places = new Semaphore(places);
  }

  /// Calls `reply` exactly once, on this thread or another one.
  void dispatch(Request request, Consumer<Response> reply) {
    long start = System.nanoTime();
    Router.Found found = router.find(request.method(), request.target());
    switch (found) {
      case Router.Found.At(Route route, Map<String, String> parameters) ->
          run(
              route,
              new Call(request, parameters),
              response -> {
                metrics.answered(
                    request.method().name(),
                    route.template(),
                    response.status(),
                    System.nanoTime() - start);
                reply.accept(response);
              });
      case Router.Found.OtherMethods(String allow) ->
          reply.accept(unrouted(otherMethod(request.method(), allow)));
      case Router.Found.Nothing() -> reply.accept(unrouted(nothing(request)));
    }
  }

  /// Counts an answer that no route gave.
  Response unrouted(Response response) {
    metrics.answered("any", HttpMetrics.NO_ROUTE, response.status(), 0);
    return response;
  }

  /// Counts a handshake that was let through.
  void upgraded() {
    metrics.answered("GET", Handshake.PATH, 101, 0);
  }

  private void run(Route route, Call call, Consumer<Response> reply) {
    switch (route.endpoint()) {
      case Endpoint.Instant(var answer) -> reply.accept(guarded(route, () -> answer.apply(call)));
      case Endpoint.Open(var answer) -> admit(places, route, () -> answer.apply(call), reply);
      case Endpoint.Personal(var answer) ->
          admit(
              places,
              route,
              () -> {
                UserId user = authorization.user(call.request().headers());
                return answer.apply(user, call);
              },
              reply);
      case Endpoint.Monitoring(var answer) ->
          admit(monitoringPlaces, route, () -> answer.apply(call), reply);
      case Endpoint.Administration(var answer) -> {
        if (!authorization.hasAdministrator()) {
          reply.accept(nothing(call.request()));
          return;
        }
        admit(
            monitoringPlaces,
            route,
            () -> {
              authorization.requireAdministrator(call.request().headers());
              return answer.apply(call);
            },
            reply);
      }
    }
  }

  private void admit(
      Semaphore bound, Route route, Supplier<Response> answer, Consumer<Response> reply) {
    if (!bound.tryAcquire()) {
      reply.accept(overloaded("requests: as many in work as the server takes (expected: fewer)"));
      return;
    }
    metrics.requestStarted();
    try {
      executor.execute(() -> {
        Response response = guarded(route, answer);
        leave(bound);
        reply.accept(response);
      });
    } catch (RuntimeException | Error e) {
      leave(bound);
      reply.accept(overloaded("server: going down (expected: a request to another one)"));
    }
  }

  private void leave(Semaphore bound) {
    metrics.requestEnded();
    bound.release();
  }

  static Response overloaded(String message) {
    return Problem.tryAgain(ErrorCode.OVERLOADED, message, RETRY_AFTER_MILLIS).toResponse();
  }

  /// The one place where what an endpoint throws becomes an answer, and is logged, once.
  private Response guarded(Route route, Supplier<Response> answer) {
    try {
      Response response = answer.get();
      outages.worked();
      return response;
    } catch (Refusal e) {
      return e.problem().toResponse();
    } catch (StoreUnavailable e) {
      outages.failed(route.method() + " " + route.template() + ": " + e.getMessage());
      String left = e.nothingWritten() ? "nothing was changed" : "a change may have been made";
      return Problem.tryAgain(
              ErrorCode.UNAVAILABLE, "store: does not answer; " + left, RETRY_AFTER_MILLIS)
          .toResponse();
    } catch (RuntimeException | Error e) {
      String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      log.error("{} {}: error {}", route.method(), route.template(), id, e);
      return Problem.of(ErrorCode.INTERNAL, "server: an error of its own, noted there as " + id)
          .toResponse();
    }
  }

  /// The answer where there is nothing: a page for a browser, JSON for everyone else.
  static Response nothing(Request request) {
    if (request.method().equals(HttpMethod.OPTIONS) && request.target().equals(Target.ASTERISK)) {
      return Response.empty(204, Map.of("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
    }
    if (request.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/html")) {
      return new Response(404, "text/html; charset=utf-8", NOTHING_HERE, Map.of());
    }
    String path = "/" + String.join("/", request.target().segments());
    return Problem.of(
            ErrorCode.NOT_FOUND,
            Problem.sentence("path", Shown.quoted(path), "one of those in /openapi.json"))
        .toResponse();
  }

  private static Response otherMethod(HttpMethod method, String allow) {
    if (method.equals(HttpMethod.OPTIONS)) {
      return Response.empty(204, Map.of("allow", allow));
    }
    return Problem.of(
            ErrorCode.METHOD_NOT_ALLOWED,
            Problem.sentence("method", Shown.quoted(method.name()), allow))
        .toResponse()
        .with("allow", allow);
  }
}
