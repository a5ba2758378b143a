package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Connections: one request at a time, and a deadline for everything.
final class HttpConnectionTest {

  private static final String LIVEZ = "GET /livez HTTP/1.1\r\nhost: peal.test\r\n\r\n";
  private static final String ME =
      "GET /v1/me HTTP/1.1\r\nhost: peal.test\r\nauthorization: Bearer ada\r\n\r\n";
  private static final String LOGIN_HEAD =
      "POST /v1/login HTTP/1.1\r\nhost: peal.test\r\ncontent-type: application/json\r\n";

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final EmbeddedPeal peal = new EmbeddedPeal(EmbeddedPeal.settings(), tasks::add);

  @AfterEach
  void close() {
    peal.close();
  }

  @Test
  void requests_sentAhead_areAnsweredOneByOneInOrder() {
    peal.send(ME + LIVEZ + ME);

    assertThat(tasks).hasSize(1);
    assertThat(peal.answers()).isEmpty();
    tasks.remove().run();
    List<Answer> first = peal.answers();
    assertThat(first).hasSize(2);
    assertThat(first.get(0).body()).contains("\"ada\"");
    assertThat(first.get(1).body()).isEqualTo("ok");
    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(peal.answers()).hasSize(1);
    assertThat(peal.channel().isActive()).isTrue();
  }

  @Test
  void reading_whileWorking_stops() {
    peal.send(ME);
    assertThat(peal.channel().config().isAutoRead()).isFalse();

    tasks.remove().run();
    peal.answers();

    assertThat(peal.channel().config().isAutoRead()).isTrue();
  }

  @Test
  void requests_moreAheadThanAllowed_endTheConnection() {
    peal.send(ME + LIVEZ.repeat(100));

    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void requests_manyAhead_areAllAnswered() {
    peal.send(LIVEZ.repeat(60));

    assertThat(peal.answers()).hasSize(60);
  }

  @Test
  void keepAlive_http11_staysOpenUnlessAskedNot() {
    peal.send(LIVEZ);
    assertThat(peal.answers().getFirst().headers()).doesNotContainKey("connection");
    assertThat(peal.channel().isActive()).isTrue();

    peal.send("GET /livez HTTP/1.1\r\nhost: peal.test\r\nconnection: close\r\n\r\n");
    assertThat(peal.answers().getFirst().header("connection")).isEqualTo("close");
    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void keepAlive_http10_closesUnlessAskedNot() {
    peal.send("GET /livez HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
    assertThat(peal.answers().getFirst().header("connection")).isEqualTo("keep-alive");
    assertThat(peal.channel().isActive()).isTrue();

    peal.send("GET /livez HTTP/1.0\r\n\r\n");
    assertThat(peal.answers().getFirst().status()).isEqualTo(200);
    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void target_absolute_isServed() {
    peal.send("GET http://peal.test/livez HTTP/1.1\r\nhost: peal.test\r\n\r\n");

    assertThat(peal.answers().getFirst().body()).isEqualTo("ok");
  }

  @Test
  void body_inManyPieces_isPutTogether() {
    String body = "{\"username\":\"ada\",\"password\":\"correct horse\"}";
    peal.send(LOGIN_HEAD + "transfer-encoding: chunked\r\n\r\n");
    for (byte b : body.getBytes(StandardCharsets.UTF_8)) {
      peal.send("1\r\n" + (char) b + "\r\n");
    }
    peal.send("0\r\n\r\n");

    tasks.remove().run();

    assertThat(peal.answers().getFirst().status()).isEqualTo(200);
    assertThat(peal.useCases.calls).containsExactly("logIn ada");
  }

  @Test
  void expect_continue_invitesTheBodyUnlessTooLarge() {
    peal.send(LOGIN_HEAD + "expect: 100-continue\r\ncontent-length: 2\r\n\r\n");
    assertThat(peal.answers().getFirst().status()).isEqualTo(100);
    peal.send("{}");
    tasks.remove().run();
    assertThat(peal.answers().getFirst().status()).isEqualTo(400);

    peal.send(LOGIN_HEAD + "expect: 100-continue\r\ncontent-length: 5000\r\n\r\n");
    assertThat(peal.answers().getFirst().status()).isEqualTo(413);
  }

  @Test
  void newConnection_silent_isClosedAfterTheReadTimeout() {
    peal.advance(Duration.ofMillis(9_999));
    assertThat(peal.channel().isActive()).isTrue();

    peal.advance(Duration.ofMillis(1));

    assertThat(peal.channel().isActive()).isFalse();
    assertThat(EmbeddedPeal.wire(peal.channel())).isEmpty();
  }

  @Test
  void idleConnection_isClosedAfterTheIdleTimeout() {
    peal.send(LIVEZ);
    peal.answers();

    peal.advance(Duration.ofMillis(59_999));
    assertThat(peal.channel().isActive()).isTrue();
    peal.advance(Duration.ofMillis(1));

    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void slowHeaders_areCutOffHoweverTheyDrip() {
    peal.send(LIVEZ);
    peal.answers();
    peal.send("GET /livez HTTP/1.1\r\n");
    for (int i = 0; i < 9; i++) {
      peal.advance(Duration.ofSeconds(1));
      peal.send("x-" + i + ": drip\r\n");
    }
    assertThat(peal.channel().isActive()).isTrue();
    peal.advance(Duration.ofSeconds(1));

    Answer answer = peal.answers().getFirst();
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.code()).isEqualTo("TIMEOUT");
    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void headers_begunBeforeTheAnswer_areCutOffAfterTheIdleTimeout() {
    peal.send(ME + "GET /livez HT");
    tasks.remove().run();
    assertThat(peal.answers().getFirst().status()).isEqualTo(200);

    peal.advance(Duration.ofSeconds(60));

    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void slowBody_isCutOffHoweverItDrips() {
    peal.send(LOGIN_HEAD + "content-length: 100\r\n\r\n");
    for (int i = 0; i < 9; i++) {
      peal.advance(Duration.ofSeconds(1));
      peal.send(" ");
    }
    peal.advance(Duration.ofSeconds(1));

    assertThat(peal.answers().getFirst().status()).isEqualTo(408);
    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void slowUseCase_isWaitedFor() {
    peal.send(ME);
    peal.advance(Duration.ofMinutes(10));
    assertThat(peal.channel().isActive()).isTrue();

    tasks.remove().run();

    assertThat(peal.answers().getFirst().status()).isEqualTo(200);
  }

  @Test
  void peerGone_whileWorking_dropsTheAnswer() {
    peal.send(ME);
    peal.channel().close();

    tasks.remove().run();
    peal.channel().runPendingTasks();

    assertThat(EmbeddedPeal.wire(peal.channel())).isEmpty();
  }

  @Test
  void peerGone_withRequestsAhead_releasesThem() {
    peal.send(ME + LOGIN_HEAD + "content-length: 5\r\n\r\nhello");

    peal.channel().close();

    assertThat(peal.answers()).isEmpty();
  }

  @Test
  void bodies_ofAllConnections_shareOneBudget() {
    // settings: 4 requests at once, 4,096 bytes each
    String part = LOGIN_HEAD + "content-length: 4096\r\n\r\n" + "x".repeat(4_000);
    for (int i = 0; i < 4; i++) {
      send(peal.open(), part);
    }
    EmbeddedChannel fifth = peal.open();
    send(fifth, part);

    Answer answer = Answer.all(EmbeddedPeal.wire(fifth)).getFirst();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("OVERLOADED");
    assertThat(answer.header("retry-after")).isEqualTo("1");
    assertThat(fifth.isActive()).isFalse();
  }

  @Test
  void bodies_ofClosedConnections_giveTheirBudgetBack() {
    String part = LOGIN_HEAD + "content-length: 4096\r\n\r\n" + "x".repeat(4_000);
    for (int i = 0; i < 20; i++) {
      EmbeddedChannel channel = peal.open();
      send(channel, part);
      assertThat(channel.isActive()).as("connection " + i).isTrue();
      channel.close();
    }
  }

  @Test
  void answer_headersOfEveryAnswer_areThere() {
    peal.send(LIVEZ);

    Answer answer = peal.answers().getFirst();
    assertThat(answer.header("date"))
        .matches("\\w{3}, \\d{2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    assertThat(answer.header("content-security-policy")).contains("default-src 'self'");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
  }

  private static void send(EmbeddedChannel channel, String latin1) {
    channel.writeInbound(Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1));
  }
}
