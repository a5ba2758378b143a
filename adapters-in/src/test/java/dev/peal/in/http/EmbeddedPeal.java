package dev.peal.in.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// The HTTP side over fake use cases, with a connection that is an `EmbeddedChannel`: bytes in,
/// bytes out, no thread and no clock but the test's.
final class EmbeddedPeal implements AutoCloseable {

  static final String ADMIN_TOKEN = "administrators-token";

  final FakeUseCases useCases = new FakeUseCases();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final List<FullHttpRequest> upgrades = new ArrayList<>();
  volatile NodeState state = NodeState.READY;
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final HttpServer server;
  private EmbeddedChannel channel;

  EmbeddedPeal() {
    this(settings(), Runnable::run);
  }

  EmbeddedPeal(HttpSettings settings, Executor executor) {
    server =
        new HttpServer(
            settings, useCases.useCases(), () -> state, registry, executor, this::upgraded);
    channel = open();
  }

  static HttpSettings settings() {
    return settings(List.of(), Optional.of(ADMIN_TOKEN));
  }

  static HttpSettings settings(List<String> allowedOrigins, Optional<String> adminToken) {
    return new HttpSettings(
        "127.0.0.1",
        0,
        1_000,
        4,
        4_096,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        allowedOrigins,
        adminToken);
  }

  EmbeddedChannel channel() {
    return channel;
  }

  /// One more connection of the same server.
  EmbeddedChannel open() {
    EmbeddedChannel opened = new EmbeddedChannel();
    opened.freezeTime();
    server.accept(opened);
    channels.add(opened);
    return opened;
  }

  /// Sends a request of Ada's, with a JSON body unless it is empty, and returns the answer, which
  /// has been held against `openapi.json`. Opens a new connection when the last one is closed.
  Answer call(String method, String uri, String json) {
    return request(method, uri, "authorization: Bearer ada\r\n", json);
  }

  Answer get(String uri) {
    return call("GET", uri, "");
  }

  /// As [#call], with these header lines.
  Answer request(String method, String uri, String headers, String json) {
    if (!channel.isActive()) {
      channel = open();
    }
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String type =
        json.isEmpty() || headers.contains("content-type")
            ? ""
            : "content-type: application/json\r\n";
    send(
        method
            + " "
            + uri
            + " HTTP/1.1\r\nhost: peal.test\r\n"
            + headers
            + type
            + "content-length: "
            + body.length
            + "\r\n\r\n");
    if (body.length > 0) {
      send(body);
    }
    Answer answer = method.equals("HEAD") ? answers(0).getFirst() : answers().getFirst();
    OpenApi.check(method, uri, answer);
    return answer;
  }

  void send(String latin1) {
    send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
  }

  /// What was answered since the last time.
  List<Answer> answers(Integer... heads) {
    channel.runPendingTasks();
    return Answer.all(wire(channel), heads);
  }

  void advance(Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  static String wire(EmbeddedChannel channel) {
    StringBuilder out = new StringBuilder();
    for (ByteBuf part; (part = channel.readOutbound()) != null; part.release()) {
      out.append(part.toString(StandardCharsets.ISO_8859_1));
    }
    return out.toString();
  }

  @Override
  public void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  private void upgraded(ChannelHandlerContext ctx, FullHttpRequest request) {
    upgrades.add(request);
  }
}
