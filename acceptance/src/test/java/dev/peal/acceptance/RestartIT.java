package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.ServerFrame;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Takes the server down in order while it is under load, and starts it again.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class RestartIT {
  private static final int MEMBERS = 30;
  private static final int TALKING = 10;
  private static final int NORMAL_CLOSURE = 1000;
  private static final Duration SPREAD = Duration.ofSeconds(2);

  /// Three steps of going down may take as long as this.
  private static final Duration SHUTDOWN_STEP = Duration.ofSeconds(5);

  private static final Duration SHUTDOWN = SHUTDOWN_STEP.multipliedBy(3);

  @Test
  void terminate_underLoad_drainsAndNothingIsLostOverTheRestart(@TempDir Path data)
      throws Exception {
    ServerSetup setup =
        new ServerSetup(data)
            // Few enough for any limit of file descriptors, of which the start would warn.
            .set("server.max-connections", "1000")
            .set("websocket.reconnect-spread", SPREAD.toMillis() + "ms")
            .set("server.shutdown-timeout", SHUTDOWN_STEP.toMillis() + "ms");
    List<WireSession> sessions = new ArrayList<>();
    Server server = setup.start();
    URI address = server.address();
    try (Crowd crowd = new Crowd(address, MEMBERS)) {
      for (User user : crowd.members().subList(TALKING, MEMBERS)) {
        sessions.add(WireSession.logIn(address, user.token(), "watcher", 0));
      }
      crowd.talk(TALKING, new Random());
      crowd.awaitAnswers(300);

      long begun = System.nanoTime();
      server.terminate();
      assertThat(server.exitCode()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SHUTDOWN);
      checkFarewells(sessions);
      assertThat(server.log()).contains("nothing was lost").doesNotContain(" WARN ", " ERROR ");

      server = setup.start();
      server.address();
      assertThat(server.log()).doesNotContain("Recovered");
      crowd.awaitAnswers(300);
      crowd.reckon();
    } finally {
      sessions.forEach(WireSession::close);
      server.close();
    }
  }

  /// Every session was told to come back, at times that differ, and closed properly.
  private static void checkFarewells(List<WireSession> sessions) throws InterruptedException {
    Set<Long> delays = new HashSet<>();
    for (WireSession session : sessions) {
      Closing closing = session.next(ServerFrame::hasClosing).getClosing();
      assertThat(closing.getReason()).isEqualTo(Closing.Reason.DRAINING);
      assertThat(closing.getReconnectAfterMs()).isBetween(1L, SPREAD.toMillis() + 1);
      assertThat(session.closeCode()).isEqualTo(NORMAL_CLOSURE);
      delays.add(closing.getReconnectAfterMs());
    }
    assertThat(delays).hasSizeGreaterThan(sessions.size() / 2);
  }
}
