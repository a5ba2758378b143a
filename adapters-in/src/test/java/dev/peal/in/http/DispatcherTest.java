package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.peal.application.port.out.StoreUnavailable;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Bounds and failures on the way to a use case.
final class DispatcherTest {

  private static final String ME =
      "GET /v1/me HTTP/1.1\r\nhost: peal.test\r\nauthorization: Bearer ada\r\n\r\n";

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Dispatcher.class);

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
  }

  @Test
  void request_overTheBound_isRefusedAtOnceAndServedLater() {
    try (EmbeddedPeal peal = new EmbeddedPeal(EmbeddedPeal.settings(), tasks::add)) {
      List<EmbeddedChannel> working = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        working.add(peal.open());
        working.getLast().writeInbound(Unpooled.copiedBuffer(ME, StandardCharsets.ISO_8859_1));
      }

      peal.send(ME);

      Answer refused = peal.answers().getFirst();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("OVERLOADED");
      assertThat(refused.json().get("retry_after_ms").longValue()).isEqualTo(1_000);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(tasks).hasSize(4);

      tasks.remove().run();
      peal.send(ME);
      assertThat(tasks).hasSize(4);
    }
  }

  @Test
  void monitoring_underOverload_stillAnswers() {
    try (EmbeddedPeal peal = new EmbeddedPeal(EmbeddedPeal.settings(), tasks::add)) {
      for (int i = 0; i < 4; i++) {
        peal.open().writeInbound(Unpooled.copiedBuffer(ME, StandardCharsets.ISO_8859_1));
      }

      peal.send("GET /readyz HTTP/1.1\r\nhost: peal.test\r\n\r\n");
      assertThat(peal.answers().getFirst().status()).isEqualTo(200);
      peal.send("GET /metrics HTTP/1.1\r\nhost: peal.test\r\n\r\n");
      assertThat(tasks).hasSize(5);
    }
  }

  @Test
  void executor_ended_isOverloadedAndGivesThePlaceBack() {
    try (EmbeddedPeal peal =
        new EmbeddedPeal(
            EmbeddedPeal.settings(),
            task -> {
              throw new RejectedExecutionException();
            })) {
      for (int i = 0; i < 10; i++) {
        assertThat(peal.get("/v1/me").message()).startsWith("server: going down");
      }
    }
  }

  @Test
  void storeUnavailable_isToldWithTimeToRetry() {
    try (EmbeddedPeal peal = new EmbeddedPeal()) {
      peal.useCases.before =
          () -> {
            throw new StoreUnavailable("disk: full", new IOException("ENOSPC"), true);
          };

      Answer answer = peal.get("/v1/me");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("UNAVAILABLE");
      assertThat(answer.header("retry-after")).isEqualTo("1");
      assertThat(answer.body()).doesNotContain("disk", "ENOSPC");
      assertThat(answer.message()).contains("nothing was changed");
      assertThat(logged.list).hasSize(1);
    }
  }

  @Test
  void bug_isInternalWithAnIdThatIsLoggedOnce() {
    try (EmbeddedPeal peal = new EmbeddedPeal()) {
      peal.useCases.before =
          () -> {
            throw new IllegalStateException("secret detail");
          };

      Answer answer = peal.get("/v1/groups/3");

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.code()).isEqualTo("INTERNAL");
      assertThat(answer.body()).doesNotContain("secret", "IllegalState", "dev.peal", "\\tat");
      assertThat(logged.list).hasSize(1);
      ILoggingEvent event = logged.list.getFirst();
      assertThat(event.getLevel()).isEqualTo(Level.ERROR);
      assertThat(event.getThrowableProxy()).isNotNull();
      String id = event.getFormattedMessage().replaceFirst(".* error ", "");
      assertThat(id).matches("[0-9a-f]{16}");
      assertThat(answer.message()).endsWith(id);
      assertThat(peal.channel().isActive()).isTrue();
    }
  }

  @Test
  void bug_ofTheWorstKind_isAnsweredToo() {
    try (EmbeddedPeal peal = new EmbeddedPeal()) {
      peal.useCases.before =
          () -> {
            throw new StackOverflowError();
          };
      assertThat(peal.get("/v1/me").status()).isEqualTo(500);
      peal.useCases.before = () -> {};
      assertThat(peal.get("/v1/me").status()).isEqualTo(200);
    }
  }

  @Test
  void refusals_ofInput_areNotLogged() {
    try (EmbeddedPeal peal = new EmbeddedPeal()) {
      peal.get("/v1/groups/abc");
      peal.request("GET", "/v1/me", "authorization: Bearer forged\r\n", "");

      assertThat(logged.list).isEmpty();
    }
  }
}
