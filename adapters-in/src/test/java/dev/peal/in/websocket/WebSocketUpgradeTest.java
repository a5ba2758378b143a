package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebSocketUpgradeTest {

  private final SessionRig rig = new SessionRig(1);
  private final EmbeddedConnection connection = rig.plainConnection();

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({
    "peal.v1, peal.v1",
    "peal.v1.json, peal.v1.json",
    "'chat, peal.v1.json, peal.v1', peal.v1.json",
    "'peal.v1,peal.v1.json', peal.v1"
  })
  void subprotocol_firstKnownOfTheList_isChosen(String offered, String chosen) {
    upgrade(offered);

    assertThat(answer())
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("sec-websocket-protocol: " + chosen + "\r\n");
    assertThat(rig.gateway.waiting()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "chat", "peal.v2", "PEAL.V1"})
  void subprotocol_noneKnown_isRefused(String offered) {
    upgrade(offered);

    assertThat(answer())
        .startsWith("HTTP/1.1 400 ")
        .contains("\"code\":\"INVALID_ARGUMENT\"", "\"field\":\"sec-websocket-protocol\"");
    assertThat(connection.isOpen()).isFalse();
    assertThat(rig.gateway.waiting()).isZero();
  }

  @Test
  void extensions_areNotAccepted() {
    upgrade("peal.v1");

    assertThat(answer()).doesNotContainIgnoringCase("sec-websocket-extensions");
  }

  @Test
  void draining_isRefusedForNow() {
    rig.gateway.drain();

    upgrade("peal.v1");

    assertThat(answer())
        .startsWith("HTTP/1.1 503 ")
        .containsIgnoringCase("retry-after: 2\r\n")
        .contains("\"retry_after_ms\":2000");
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void handshake_peerTakesNothing_isCutOffInTime() {
    connection.block();
    upgrade("peal.v1");
    assertThat(connection.isOpen()).isTrue();
    assertThat(rig.gateway.waiting()).isZero();

    rig.pass(SessionRig.LOGIN);

    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void refusal_peerTakesNothing_isCutOffInTime() {
    connection.block();
    upgrade("chat");
    assertThat(connection.isOpen()).isTrue();

    rig.pass(SessionRig.WRITE);

    assertThat(connection.isOpen()).isFalse();
  }

  private void upgrade(String offered) {
    HttpServerCodec codec = new HttpServerCodec();
    connection.pipeline().addLast(codec);
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, "/ws", Unpooled.EMPTY_BUFFER);
    request
        .headers()
        .set("host", "peal.test")
        .set("upgrade", "websocket")
        .set("connection", "upgrade")
        .set("sec-websocket-version", "13")
        .set("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .set("sec-websocket-extensions", "permessage-deflate");
    if (!offered.isEmpty()) {
      request.headers().set("sec-websocket-protocol", offered);
    }
    new WebSocketUpgrade(rig.gateway).upgrade(connection.pipeline().context(codec), request);
    rig.settle();
  }

  private String answer() {
    StringBuilder out = new StringBuilder();
    for (ByteBuf part; (part = connection.readOutbound()) != null; part.release()) {
      out.append(part.toString(StandardCharsets.ISO_8859_1));
    }
    return out.toString();
  }
}
