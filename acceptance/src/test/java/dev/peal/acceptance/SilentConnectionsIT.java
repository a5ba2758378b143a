package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.PealAccounts;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Connections that come and then say nothing, or stop in the middle of a word.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class SilentConnectionsIT {
  private static final int EACH_KIND = 150;
  private static final int TALKING = 3;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String HANDSHAKE =
      """
      GET /ws HTTP/1.1\r
      Host: localhost\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
      Sec-WebSocket-Protocol: peal.v1.json\r
      \r
      """;

  @Test
  void connect_manyThatNeverLogIn_othersGoOnAndTheyAreClosed(@TempDir Path data) throws Exception {
    ServerSetup setup =
        new ServerSetup(data)
            // Few enough for any limit of file descriptors, of which the start would warn.
            .set("server.max-connections", "1000")
            .set("websocket.login-timeout", "4s")
            .set("http.read-timeout", "4s")
            .set("http.idle-timeout", "4s");
    List<Socket> sockets = new ArrayList<>();
    try (Server server = setup.start();
        Crowd crowd = new Crowd(server.address(), 5);
        PealAccounts accounts = new PealAccounts(server.address())) {
      crowd.talk(TALKING, new Random());
      crowd.awaitAnswers(50);

      List<Socket> silent = connect(sockets, server.address(), "");
      List<Socket> halfway = connect(sockets, server.address(), "POST /v1/login HTTP/1.1\r\nHo");
      List<Socket> upgraded = connect(sockets, server.address(), HANDSHAKE);
      crowd.awaitAnswers(200);
      assertThat(accounts.stats(ServerSetup.ADMIN_TOKEN, false).sessions()).isEqualTo(TALKING);

      for (Socket socket : upgraded) {
        assertThat(readToEnd(socket))
            .startsWith("HTTP/1.1 101 ")
            .contains("LOGIN_TIMEOUT", "no login came in time");
      }
      for (Socket socket : halfway) {
        assertThat(readToEnd(socket)).startsWith("HTTP/1.1 408 ").contains("TIMEOUT");
      }
      for (Socket socket : silent) {
        assertThat(readToEnd(socket)).isEmpty();
      }
      crowd.awaitAnswers(50);
      assertThat(accounts.stats(ServerSetup.ADMIN_TOKEN, false).sessions()).isEqualTo(TALKING);
      crowd.reckon();
      assertThat(server.log()).doesNotContain(" WARN ", " ERROR ");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /// Opens connections that say this much and no more, and adds them to `all`.
  private static List<Socket> connect(List<Socket> all, URI server, String words)
      throws IOException {
    List<Socket> opened = new ArrayList<>();
    for (int i = 0; i < EACH_KIND; i++) {
      Socket socket = new Socket(server.getHost(), server.getPort());
      all.add(socket);
      opened.add(socket);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    }
    return opened;
  }

  /// All that the server says until it closes the connection.
  private static String readToEnd(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
