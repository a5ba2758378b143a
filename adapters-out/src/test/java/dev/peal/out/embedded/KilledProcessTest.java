package dev.peal.out.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.InboxReader.Row;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that posts, at any moment, and looks at what the next one finds.
class KilledProcessTest {

  private static final int KILLS = 6;

  @TempDir Path folder;
  private final Random random = new Random(11);

  /// What was confirmed, over all processes: for each user and seq the message.
  private final Map<Long, Map<Long, String>> confirmed = new HashMap<>();

  @Test
  void confirmedBatches_afterAnyKill_areAllThereOnceAndTheirSeqsAreNobodyElses() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      int lines = random.nextInt(1, 250);
      killAfter(lines);
      try (var node = new Opened(folder)) {
        assertThat(node.batches.scanInboxRows()).isEqualTo(node.batches.inboxRows());
        for (long user = 1; user <= PostingProcess.USERS; user++) {
          assertInbox(node, user);
        }
      }
    }
    assertThat(confirmed.get(1L)).hasSizeGreaterThan(KILLS);
  }

  /// Starts a process on the folder and kills it when it has told of so many confirmed batches;
  /// whatever it told until it was dead counts.
  private void killAfter(int lines) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PostingProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader told =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      int read = 0;
      for (Optional<String> line = next(told); line.isPresent(); line = next(told)) {
        remember(line.get());
        if (++read == lines) {
          // By its handle, which leaves open what it wrote until then.
          process.toHandle().destroyForcibly();
        }
      }
      assertThat(read).isGreaterThanOrEqualTo(lines);
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Optional<String> next(BufferedReader told) throws IOException {
    return Optional.ofNullable(told.readLine());
  }

  private void remember(String line) {
    PostingProcess.Told.parse(line)
        .ifPresent(told -> {
          for (int r = 0; r < told.users().size(); r++) {
            Map<Long, String> inbox =
                confirmed.computeIfAbsent(told.users().get(r), user -> new HashMap<>());
            for (int i = 0; i < told.messages().size(); i++) {
              String before = inbox.put(told.firstSeqs().get(r) + i, told.messages().get(i));
              assertThat(before).as("given before: seq of %s", line).isNull();
            }
          }
        });
  }

  private void assertInbox(Opened node, long user) {
    Map<Long, String> rows = new HashMap<>();
    Set<String> once = new HashSet<>();
    long after = 0;
    boolean more = true;
    while (more) {
      var page = node.reader.rowsAbove(new UserId(user), after, 500, 1 << 20);
      for (Row row : page.rows()) {
        String message = text(row.conversation(), row.message().position(), row);
        assertThat(once.add(message)).as("twice: %s", message).isTrue();
        rows.put(row.seq(), message);
        after = row.seq();
      }
      more = page.more();
    }
    assertThat(rows).containsAllEntriesOf(confirmed.getOrDefault(user, Map.of()));
    assertThat(node.reader.latestSeq(new UserId(user))).isEqualTo(after);
  }

  private static String text(ConversationId conversation, long position, Row row) {
    return conversation + "/" + position + "/" + row.message().clientId();
  }

  @Test
  void told_asALine_isReadAgainAndAHalfLineIsNot() {
    var told = new PostingProcess.Told(List.of(1L, 5L), List.of(7L, 9L), List.of("g1/1/a"));
    assertThat(PostingProcess.Told.parse(told.line()).orElseThrow().messages())
        .containsExactly("g1/1/a");
    assertThat(PostingProcess.Told.parse(told.line().substring(0, 6))).isEmpty();
  }
}
