package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.PealAccounts;
import dev.peal.protocol.v1.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A killed server whose newest log is changed before it starts again.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class DamagedStoreIT {
  private static final int MESSAGES = 100;
  private static final long EPOCH = 1L << 32;

  @Test
  void start_logFlippedInTheMiddle_isRefusedByNameUntilTheLossIsAccepted(@TempDir Path folder)
      throws Exception {
    Path data = folder.resolve("data");
    ServerSetup setup = new ServerSetup(data);
    User ada;
    User bob;
    String conversation;
    try (Server server = setup.start();
        PealAccounts accounts = new PealAccounts(server.address())) {
      ada = User.register(accounts, "ada");
      bob = User.register(accounts, "bob");
      conversation = accounts.createGroup(ada.token(), "Two", List.of(bob.id()));
      try (WireSession session = WireSession.logIn(server.address(), ada.token(), "desk", 0)) {
        for (int i = 1; i <= MESSAGES; i++) {
          Wire.send(session, conversation, "m" + i);
        }
      }
      server.kill();
    }
    Path log = flipTheMiddleOfTheNewestLog(data);

    try (Server refused = setup.start()) {
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.log())
          .contains(log.getFileName().toString(), "--accept-loss", "bin/peal restore")
          .doesNotContain("\tat ");
    }
    setup.with("--accept-loss");
    try (Server accepted = setup.start();
        WireSession session = WireSession.logIn(accepted.address(), ada.token(), "desk", 0)) {
      assertThat(Wire.send(session, conversation, "later")).isGreaterThan(EPOCH);
      assertThat(accepted.log()).contains("new epoch");
      session.next(frame ->
          frame.hasPush()
              && frame.getPush().getMessagesList().stream()
                  .anyMatch(message -> message.getClientId().equals("later")));
      List<Entry> inbox = WireSession.readInbox(accepted.address(), bob.token(), "new").entries();
      assertThat(inbox.getLast().getMessage().getClientId()).isEqualTo("later");
      assertThat(inbox.getLast().getSeq()).isGreaterThan(EPOCH);
    }
  }

  private static Path flipTheMiddleOfTheNewestLog(Path data) throws IOException {
    Path newest;
    try (Stream<Path> files = Files.list(data)) {
      newest =
          files
              .filter(file -> file.getFileName().toString().matches("[0-9]+\\.log"))
              .max(Path::compareTo)
              .orElseThrow();
    }
    try (var bytes = new RandomAccessFile(newest.toFile(), "rw")) {
      byte[] eight = new byte[8];
      bytes.seek(bytes.length() / 2);
      bytes.readFully(eight);
      for (int i = 0; i < eight.length; i++) {
        eight[i] = (byte) ~eight[i];
      }
      bytes.seek(bytes.length() / 2);
      bytes.write(eight);
    }
    return newest;
  }
}
