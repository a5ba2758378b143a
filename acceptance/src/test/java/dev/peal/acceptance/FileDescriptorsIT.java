package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peal.client.PealAccounts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server that may have few file descriptors, or loses its right to write for a while.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class FileDescriptorsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LIMIT = 256;
  private static final int CONNECTIONS = 300;

  @Test
  void connections_moreThanTheLimitAllows_leaveTheStoreItsDescriptors(@TempDir Path data)
      throws Exception {
    ServerSetup setup = new ServerSetup(data);
    List<SocketChannel> idle = new ArrayList<>();
    try (Server server =
            setup.startUnder(List.of("bash", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "-"));
        PealAccounts accounts = new PealAccounts(server.address())) {
      assertThat(server.log()).contains(LIMIT + " file descriptors", "server.max-connections");
      User ada = User.register(accounts, "ada");
      try (WireSession session = WireSession.logIn(server.address(), ada.token(), "desk", 0)) {
        for (int i = 0; i < CONNECTIONS; i++) {
          idle.add(connect(server.address()));
        }
        String conversation = accounts.createGroup(ada.token(), "One", List.of());
        for (int i = 1; i <= 100; i++) {
          Wire.send(session, conversation, "m" + i);
        }
      } finally {
        for (SocketChannel one : idle) {
          one.close();
        }
      }
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> User.register(accounts, "bob"));
      assertThat(server.log()).doesNotContain(" ERROR ");
    }
  }

  private static SocketChannel connect(URI server) throws IOException {
    return SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
  }

  /// The same as a full disk or a quota to RocksDB, which stands still after some failures of
  /// writing even when their reason has passed.
  @Test
  void writes_thatFailForAWhile_goOnByThemselves(@TempDir Path data) throws Exception {
    try (Server server = new ServerSetup(data).start();
        PealAccounts accounts = new PealAccounts(server.address())) {
      User ada = User.register(accounts, "ada");
      String conversation = accounts.createGroup(ada.token(), "One", List.of());
      try (WireSession session = WireSession.logIn(server.address(), ada.token(), "desk", 0)) {
        Wire.send(session, conversation, "before");
        limitFileSize(server, "1");
        Wire.trySend(session, conversation, "meanwhile");
        limitFileSize(server, "unlimited");
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(300))
            .until(() -> Wire.trySend(session, conversation, "meanwhile"));
        assertThat(server.log()).contains("The journal takes no records: over");
      }
    }
  }

  private static void limitFileSize(Server server, String bytes)
      throws IOException, InterruptedException {
    int exitCode =
        new ProcessBuilder("prlimit", "--pid", "" + server.pid(), "--fsize=" + bytes + ":")
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exitCode).isZero();
  }
}
