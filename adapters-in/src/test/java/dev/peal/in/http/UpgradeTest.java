package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The way from HTTP to a WebSocket.
final class UpgradeTest {

  private static final String HANDSHAKE =
      """
      upgrade: websocket
      connection: keep-alive, Upgrade
      sec-websocket-version: 13
      sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==
      """
          .replace("\n", "\r\n");

  private final EmbeddedPeal peal =
      new EmbeddedPeal(
          EmbeddedPeal.settings(List.of("https://Friend.example"), Optional.empty()),
          Runnable::run);

  @AfterEach
  void close() {
    peal.close();
  }

  @Test
  void ws_plainGet_isToldToUpgrade() {
    Answer answer = peal.request("GET", "/ws", "", "");

    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.code()).isEqualTo("UPGRADE_REQUIRED");
    assertThat(answer.message()).contains("WebSocket handshake");
    assertThat(answer.header("upgrade")).isEqualTo("websocket");
  }

  @Test
  void ws_otherVersion_isToldWhichOne() {
    Answer answer = peal.request("GET", "/ws", HANDSHAKE.replace("version: 13", "version: 8"), "");

    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
    assertThat(peal.upgrades).isEmpty();
  }

  @Test
  void ws_incompleteHandshake_isMalformed() {
    String noKey = HANDSHAKE.replaceFirst("sec-websocket-key.*\r\n", "");
    String noConnection = HANDSHAKE.replaceFirst("connection.*\r\n", "");

    assertThat(peal.request("GET", "/ws", noKey, "").code()).isEqualTo("MALFORMED_REQUEST");
    assertThat(peal.request("GET", "/ws", noConnection, "").code()).isEqualTo("MALFORMED_REQUEST");
    assertThat(peal.upgrades).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://peal.test",
        "http://PEAL.test:80",
        "https://peal.test", // behind a proxy that ends TLS and passes Host on without a port
        "https://friend.example"
      })
  void ws_ownOrListedOrigin_isLetThrough(String origin) {
    ask(HANDSHAKE + "origin: " + origin + "\r\n");

    assertThat(peal.upgrades).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://elsewhere.example",
        "http://peal.test:8080",
        "https://peal.test:80",
        "https://peal.test.elsewhere.example",
        "http://friend.example",
        "null",
        "file://",
        ""
      })
  void ws_foreignOrigin_isForbidden(String origin) {
    Answer answer = peal.request("GET", "/ws", HANDSHAKE + "origin: " + origin + "\r\n", "");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("FORBIDDEN");
    assertThat(peal.upgrades).isEmpty();
  }

  @Test
  void ws_handedOver_leavesTheCodecAloneAndNoTimer() {
    ask(HANDSHAKE + "sec-websocket-protocol: peal.v1\r\n");

    EmbeddedChannel channel = peal.channel();
    assertThat(channel.pipeline().get(HttpServerCodec.class)).isNotNull();
    assertThat(channel.pipeline().names()).hasSize(2);
    assertThat(channel.config().isAutoRead()).isTrue();
    FullHttpRequest request = peal.upgrades.getFirst();
    assertThat(request.uri()).isEqualTo("/ws");
    assertThat(request.headers().get("sec-websocket-protocol")).isEqualTo("peal.v1");
    peal.advance(Duration.ofHours(1));
    assertThat(channel.isActive()).isTrue();
  }

  @Test
  void ws_afterOtherRequest_isHandedOverToo() {
    peal.request("GET", "/livez", "", "");

    ask(HANDSHAKE);
    peal.advance(Duration.ofHours(1));

    assertThat(peal.upgrades).hasSize(1);
    assertThat(peal.channel().isActive()).isTrue();
  }

  @Test
  void upgradeHeader_onOtherPath_isIgnored() {
    assertThat(peal.request("GET", "/livez", HANDSHAKE, "").body()).isEqualTo("ok");
    assertThat(peal.request("GET", "/v1/me", "upgrade: h2c\r\n", "").status()).isEqualTo(401);
  }

  @Test
  void ws_withNettysHandshaker_exchangesFrames() {
    EmbeddedChannel channel = new EmbeddedChannel();
    HttpServer server =
        new HttpServer(
            EmbeddedPeal.settings(),
            new FakeUseCases().useCases(),
            () -> NodeState.READY,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Runnable::run,
            new EchoUpgrade());
    server.accept(channel);

    channel.writeInbound(
        bytes(
            "GET /ws HTTP/1.1\r\nhost: peal.test\r\n"
                + HANDSHAKE
                + "sec-websocket-protocol: peal.v1.json\r\n\r\n"));
    String wire = EmbeddedPeal.wire(channel);
    assertThat(wire)
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        .containsIgnoringCase("sec-websocket-protocol: peal.v1.json");
    // a masked text frame "hi" with the masking key 0
    channel.writeInbound(
        Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'}));

    ByteBuf frame = channel.readOutbound();
    assertThat(frame.toString(StandardCharsets.ISO_8859_1)).isEqualTo("\u0081\u0002hi");
    frame.release();
    assertThat(channel.pipeline().get(HttpServerCodec.class)).isNull();
    channel.advanceTimeBy(1, TimeUnit.HOURS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isActive()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void cors_listedOrigin_mayReadAnswers() {
    Answer answer = peal.request("GET", "/livez", "origin: https://friend.example\r\n", "");

    assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://friend.example");
    assertThat(answer.header("vary")).isEqualTo("Origin");
    Answer preflight =
        peal.request(
            "OPTIONS",
            "/v1/login",
            "origin: https://friend.example\r\naccess-control-request-method: POST\r\n",
            "");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-headers"))
        .isEqualTo("authorization, content-type");
  }

  @Test
  void cors_otherOrigin_mayNot() {
    assertThat(peal.request("GET", "/livez", "origin: https://elsewhere.example\r\n", "").headers())
        .doesNotContainKey("access-control-allow-origin");
  }

  private void ask(String headers) {
    peal.send("GET /ws HTTP/1.1\r\nhost: peal.test\r\n" + headers + "\r\n");
    assertThat(peal.answers()).isEmpty();
  }

  private static ByteBuf bytes(String latin1) {
    return Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1);
  }
}
