package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.PealAccounts;
import dev.peal.protocol.v1.Entry;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Backups of a server under load, put back beside it.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class BackupIT {
  private static final long EPOCH = 1L << 32;
  private static final int BEFORE = 300;

  @Test
  void backup_underLoad_holdsAllThatWasAcknowledgedBeforeAndGoesOnAboveIt(@TempDir Path folder)
      throws Exception {
    String data = folder.resolve("data").toString();
    String backups = folder.resolve("backups").toString();
    String restored = folder.resolve("restored").toString();
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> before;
    User ada;
    String conversation;
    try (Server server = new ServerSetup(folder.resolve("data")).start();
        PealAccounts accounts = new PealAccounts(server.address())) {
      ada = User.register(accounts, "ada");
      User bob = User.register(accounts, "bob");
      conversation = accounts.createGroup(ada.token(), "Two", List.of(bob.id()));
      try (WireSession session = WireSession.logIn(server.address(), bob.token(), "desk", 0)) {
        var stop = new AtomicBoolean();
        var enough = new CountDownLatch(BEFORE);
        Thread talking = talk(session, conversation, acknowledged, enough, stop);
        assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        assertSucceeds(CommandRun.of("backup", backups, "--data", data));
        before = new HashSet<>(acknowledged);
        assertSucceeds(CommandRun.of("backup", backups, "--data", data));
        stop.set(true);
        talking.join();
        assertThat(acknowledged).hasSizeGreaterThan(before.size());
      }
    }
    assertSucceeds(CommandRun.of("restore", backups, "--data", restored));
    CommandRun again = CommandRun.of("restore", backups, "--data", restored);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.errors()).contains("data.folder", restored);

    try (Server server = new ServerSetup(folder.resolve("restored")).start()) {
      // The token of the old server is good: what it was signed with is in the backup.
      WireSession.Inbox inbox = WireSession.readInbox(server.address(), ada.token(), "new");
      Set<String> stored =
          inbox.entries().stream()
              .map(entry -> entry.getMessage().getClientId())
              .collect(Collectors.toSet());
      assertThat(stored).containsAll(before);
      try (WireSession session = WireSession.logIn(server.address(), ada.token(), "desk", 0)) {
        assertThat(Wire.send(session, conversation, "later")).isGreaterThan(EPOCH);
      }
      Entry last = WireSession.readInbox(server.address(), ada.token(), "new").entries().getLast();
      assertThat(last.getMessage().getClientId()).isEqualTo("later");
      assertThat(last.getSeq()).isGreaterThan(EPOCH);
    }
  }

  private static Thread talk(
      WireSession session,
      String conversation,
      Set<String> acknowledged,
      CountDownLatch enough,
      AtomicBoolean stop) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            for (int i = 1; !stop.get(); i++) {
              Wire.send(session, conversation, "m" + i);
              acknowledged.add("m" + i);
              enough.countDown();
            }
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void assertSucceeds(CommandRun run) {
    assertThat(run.exitCode()).as("%s", run).isZero();
  }
}
