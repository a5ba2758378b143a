package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.in.ListConversations.Conversation;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The HTTP side over real sockets and threads, on free ports of the loopback interface.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpServerIT {

  private static final String LIVEZ = "GET /livez HTTP/1.1\r\nhost: peal.test\r\n\r\n";

  private final FakeUseCases useCases = new FakeUseCases();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : toClose.reversed()) {
      closeable.close();
    }
    client.shutdownNow();
    executor.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requests_overBothTransports_areServed(boolean epoll) throws Exception {
    int port = start(settings().build(), epoll && Epoll.isAvailable());

    HttpResponse<String> me = get(port, "/v1/me");
    HttpResponse<String> page = get(port, "/");

    assertThat(me.statusCode()).isEqualTo(200);
    assertThat(me.body()).contains("\"Ada Lovelace\"");
    assertThat(page.body()).contains("<title>Peal</title>");
  }

  @Test
  void requests_manyAtOnce_areAllAnswered() throws Exception {
    int port = start(settings().requests(1_000).build(), true);
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();

    for (int i = 0; i < 500; i++) {
      all.add(client.sendAsync(request(port, "/v1/groups/3"), BodyHandlers.ofString()));
    }

    for (CompletableFuture<HttpResponse<String>> one : all) {
      assertThat(one.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void slowWriters_areToldAndClosed_whileOthersAreServed() throws Exception {
    int port = start(settings().read(Duration.ofMillis(400)).build(), true);
    Socket headers = connect(port);
    write(headers, "GET /livez HTTP/1.1\r\nhost: pe");
    Socket body = connect(port);
    write(body, "POST /v1/login HTTP/1.1\r\nhost: peal.test\r\ncontent-length: 10\r\n\r\n{");
    Socket silent = connect(port);

    assertThat(get(port, "/v1/me").statusCode()).isEqualTo(200);

    assertThat(readToEnd(headers)).startsWith("HTTP/1.1 408 ").contains("\"TIMEOUT\"");
    assertThat(readToEnd(body)).startsWith("HTTP/1.1 408 ");
    assertThat(readToEnd(silent)).isEmpty();
    assertThat(get(port, "/v1/me").statusCode()).isEqualTo(200);
  }

  @Test
  void reader_thatNeverReads_isClosed_whileOthersAreServed() throws Exception {
    useCases.conversations =
        List.of(
            new Conversation(
                ConversationId.group(3),
                "more than any socket buffer ".repeat(600_000),
                Optional.of(Role.MEMBER),
                0,
                0,
                0,
                Optional.empty()));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    int port = start(settings().write(Duration.ofMillis(400)).build(), true, registry);
    Gauge open = registry.get("peal.connections.open").gauge();
    assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
    Socket deaf = new Socket();
    toClose.add(deaf);
    deaf.setReceiveBufferSize(4_096);
    deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    write(
        deaf,
        "GET /v1/conversations HTTP/1.1\r\nhost: peal.test\r\nauthorization: Bearer ada\r\n\r\n");

    await(() -> useCases.calls.contains("conversations 7"));
    assertThat(open.value()).isEqualTo(2);
    assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
    await(() -> open.value() == 1);
    assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void bodyTooLarge_isAnsweredThoughThePeerGoesOnSending() throws Exception {
    int port = start(settings().build(), true);
    Socket socket = connect(port);
    write(socket, "POST /v1/login HTTP/1.1\r\nhost: peal.test\r\ncontent-length: 5000000\r\n\r\n");
    byte[] part = new byte[50_000];
    for (int i = 0; i < 20; i++) {
      socket.getOutputStream().write(part);
    }

    assertThat(readToEnd(socket)).startsWith("HTTP/1.1 413 ").contains("\"TOO_LARGE\"");
    assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void overload_isRefusedAndTheServerStaysAlive() throws Exception {
    int port = start(settings().requests(2).build(), true);
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    useCases.before =
        () -> {
          entered.countDown();
          awaitUnchecked(release);
        };
    List<CompletableFuture<HttpResponse<String>>> working = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      working.add(client.sendAsync(request(port, "/v1/me"), BodyHandlers.ofString()));
    }
    entered.await();

    HttpResponse<String> refused = get(port, "/v1/me");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(port, "/metrics").statusCode()).isEqualTo(200);

    release.countDown();
    for (CompletableFuture<HttpResponse<String>> one : working) {
      assertThat(one.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void connections_overTheBound_areClosedAtOnce() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    int port = start(settings().connections(3).build(), true, registry);
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(connect(port));
      assertThat(exchange(open.getLast(), LIVEZ)).contains("200");
    }

    assertThat(readToEnd(connect(port))).isEmpty();
    assertThat(registry.get("peal.connections.refused").counter().count()).isEqualTo(1);
    open.getFirst().close();
    await(() -> registry.get("peal.connections.open").gauge().value() == 2);
    assertThat(exchange(connect(port), LIVEZ)).contains("200");
  }

  @Test
  void close_answersWhatIsUnderWayAndClosesTheRest() throws Exception {
    HttpServer server =
        server(settings().build(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    server.start(group(true));
    int port = server.port();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    useCases.before =
        () -> {
          entered.countDown();
          awaitUnchecked(release);
        };
    Socket idle = connect(port);
    assertThat(exchange(idle, LIVEZ)).contains("200");
    CompletableFuture<HttpResponse<String>> working =
        client.sendAsync(request(port, "/v1/me"), BodyHandlers.ofString());
    entered.await();

    Thread closing = Thread.startVirtualThread(server::close);
    assertThat(readToEnd(idle)).isEmpty();
    assertThatThrownBy(() -> connect(port)).isInstanceOf(IOException.class);
    release.countDown();

    assertThat(working.get().statusCode()).isEqualTo(200);
    closing.join();
    server.close();
  }

  @Test
  void start_portInUse_saysWhich() throws Exception {
    int port = start(settings().build(), true);
    HttpServer second =
        server(
            settings().port(port).build(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

    assertThatThrownBy(() -> second.start(group(true)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("127.0.0.1:" + port);
    assertThatThrownBy(second::port).isInstanceOf(IllegalStateException.class);
    second.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void webSocket_overBothTransports_exchangesFramesPastEveryHttpTimeout(boolean epoll)
      throws Exception {
    Duration brief = Duration.ofMillis(200);
    int port = start(settings().read(brief).idle(brief).build(), epoll && Epoll.isAvailable());
    CompletableFuture<String> received = new CompletableFuture<>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .subprotocols("peal.v1.json")
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + "/ws"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket webSocket, CharSequence data, boolean last) {
                    received.complete(data.toString());
                    return null;
                  }
                })
            .get();
    Socket silent = connect(port);
    assertThat(readToEnd(silent)).as("the read timeout has passed").isEmpty();

    socket.sendText("hello", true).get();

    assertThat(received.get()).isEqualTo("hello");
    assertThat(socket.getSubprotocol()).isEqualTo("peal.v1.json");
    socket.abort();
  }

  @Test
  void connections_thousandsIdle_leaveTheServerResponsive() throws Exception {
    int port = start(settings().connections(5_000).build(), true);
    for (int i = 0; i < 2_000; i++) {
      connect(port);
    }

    assertThat(get(port, "/v1/me").statusCode()).isEqualTo(200);
  }

  private int start(HttpSettings settings, boolean epoll) {
    return start(settings, epoll, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  private int start(HttpSettings settings, boolean epoll, PrometheusMeterRegistry registry) {
    HttpServer server = server(settings, registry);
    server.start(group(epoll));
    toClose.add(server);
    return server.port();
  }

  private HttpServer server(HttpSettings settings, PrometheusMeterRegistry registry) {
    return new HttpServer(
        settings,
        useCases.useCases(),
        () -> NodeState.READY,
        registry,
        executor,
        new EchoUpgrade());
  }

  private EventLoopGroup group(boolean epoll) {
    IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, factory);
    toClose.add(() -> group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly());
    return group;
  }

  private Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    toClose.add(socket);
    return socket;
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return client.send(request(port, path), BodyHandlers.ofString());
  }

  private static HttpRequest request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .version(HttpClient.Version.HTTP_1_1)
        .header("authorization", "Bearer ada")
        .build();
  }

  private static void write(Socket socket, String latin1) throws IOException {
    socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String exchange(Socket socket, String request) throws IOException {
    write(socket, request);
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    for (int c; !answer.toString().endsWith("\r\n\r\nok") && (c = in.read()) >= 0; ) {
      answer.append((char) c);
    }
    return answer.toString();
  }

  private static String readToEnd(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Settings settings() {
    return new Settings();
  }

  /// Settings that differ from the defaults in what a test needs.
  private static final class Settings {
    private int port;
    private int connections = 10_000;
    private int requests = 16;
    private Duration read = Duration.ofSeconds(30);
    private Duration idle = Duration.ofSeconds(30);
    private Duration write = Duration.ofSeconds(30);

    Settings port(int value) {
      port = value;
      return this;
    }

    Settings connections(int value) {
      connections = value;
      return this;
    }

    Settings requests(int value) {
      requests = value;
      return this;
    }

    Settings read(Duration value) {
      read = value;
      return this;
    }

    Settings idle(Duration value) {
      idle = value;
      return this;
    }

    Settings write(Duration value) {
      write = value;
      return this;
    }

    HttpSettings build() {
      return new HttpSettings(
          "127.0.0.1",
          port,
          connections,
          requests,
          65_536,
          read,
          idle,
          write,
          List.of(),
          Optional.empty());
    }
  }
}
