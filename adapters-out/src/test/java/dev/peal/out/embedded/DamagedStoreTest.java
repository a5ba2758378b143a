package dev.peal.out.embedded;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.draft;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.persisting.PersistBatchesService;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.session.UserId;
import dev.peal.out.clock.SystemClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every kind of file of a store with 1,800 acknowledged messages is flipped, cut and removed, as a
/// killed process left it: the store opens with nothing missing, or is refused by the name of what
/// is wrong.
class DamagedStoreTest {

  private static final int MESSAGES = 1_800;
  private static final int IN_TABLES = 300;
  private static final int IN_OLDER_LOG = 600;
  private static final ConversationId GROUP = ConversationId.group(7);
  private static final UserId MEMBER = new UserId(1);

  @TempDir static Path root;

  /// A table or two, an older log and the newest one.
  private static Path killed;

  private static int copies;

  @BeforeAll
  static void fill() {
    Path live = root.resolve("live");
    try (var node = new Opened(live)) {
      append(node, 1, IN_TABLES);
    }
    killed = root.resolve("killed");
    try (var node = new Opened(live)) {
      append(node, IN_TABLES + 1, IN_TABLES + IN_OLDER_LOG);
      byte[] much = new byte[1 << 20];
      new Random(1).nextBytes(much);
      for (int i = 0; i < 18; i++) {
        try (EmbeddedStore.Changes changes = node.store().changes()) {
          changes.put(Family.PARKED, Keys.number(i), much);
          node.store().write(changes, false);
        }
      }
      append(node, IN_TABLES + IN_OLDER_LOG + 1, MESSAGES);
      Folders.copied(live, killed);
    }
    assertThat(Folders.files(killed, ".log")).hasSize(2);
  }

  /// Has messages acknowledged, one batch each.
  private static void append(Opened node, int first, int last) {
    try (var journal =
        new EmbeddedJournal(
            node.store(), EmbeddedSettings.in(root), new SystemClock(), stored -> {})) {
      journal.start(node.persist);
      for (int i = first; i <= last; i++) {
        assertThat(
                journal.append(
                    batch(GROUP, recipients(MEMBER.value(), i), message(i, 1, "m" + i)),
                    System.nanoTime() + TimeUnit.SECONDS.toNanos(30)))
            .isEqualTo(new Journal.Outcome.Confirmed());
      }
    }
  }

  enum Damage {
    FLIPPED,
    CUT,
    ZEROED,
    REMOVED;

    private void to(Path file, double where) throws IOException {
      if (this == REMOVED) {
        Files.delete(file);
        return;
      }
      try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
        long at = Math.max(0, Math.min((long) (bytes.length() * where), bytes.length() - 8));
        if (this == CUT) {
          bytes.setLength(at);
          return;
        }
        byte[] old = new byte[(int) Math.min(this == ZEROED ? 4096 : 8, bytes.length() - at)];
        bytes.seek(at);
        bytes.readFully(old);
        for (int i = 0; i < old.length; i++) {
          old[i] = this == ZEROED ? 0 : (byte) ~old[i];
        }
        bytes.seek(at);
        bytes.write(old);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "newest log, FLIPPED, 0",
    "newest log, FLIPPED, 0.3",
    "newest log, FLIPPED, 0.6",
    "newest log, FLIPPED, 0.98",
    "newest log, CUT, 0",
    "newest log, CUT, 0.5",
    "newest log, CUT, 0.98",
    "newest log, ZEROED, 0.1",
    "newest log, ZEROED, 0.5",
    "newest log, REMOVED, 0",
    "older log, FLIPPED, 0.01",
    "older log, FLIPPED, 0.9",
    "older log, CUT, 0.01",
    "older log, CUT, 1",
    "older log, ZEROED, 0.02",
    "older log, REMOVED, 0",
    "both logs, REMOVED, 0"
  })
  void open_damagedLog_isRefusedByNameUntilTheLossIsAccepted(String which, Damage damage, double at)
      throws IOException {
    Path folder = copy();
    List<Path> logs = Folders.files(folder, ".log");
    String name = logs.getLast().getFileName().toString();
    switch (which) {
      case "newest log" -> damage.to(logs.getLast(), at);
      case "older log" -> {
        damage.to(logs.getFirst(), at);
        name = logs.getFirst().getFileName().toString().replaceAll("^0+|\\.log", "");
      }
      default -> {
        damage.to(logs.getFirst(), at);
        damage.to(logs.getLast(), at);
        name = "log";
      }
    }
    // A log of which nothing is left has no name any more.
    String named = damage == Damage.REMOVED || (damage == Damage.CUT && at == 0) ? "log" : name;

    // Twice, since a refusal leaves everything as it was.
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> new EmbeddedStore(EmbeddedSettings.in(folder)))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining(named)
          .hasMessageContaining("bin/peal restore")
          .hasMessageContaining("--accept-loss");
    }
    assertNewEpoch(EmbeddedSettings.in(folder).acceptingLoss());
    assertThat(present(folder)).isBetween(IN_TABLES, MESSAGES);
  }

  @ParameterizedTest
  @CsvSource({
    "CURRENT, FLIPPED, 0",
    "CURRENT, FLIPPED, 0.5",
    "CURRENT, CUT, 0",
    "CURRENT, CUT, 0.5",
    "CURRENT, REMOVED, 0",
    "MANIFEST, FLIPPED, 0",
    "MANIFEST, FLIPPED, 0.3",
    "MANIFEST, FLIPPED, 0.7",
    "MANIFEST, FLIPPED, 1",
    "MANIFEST, CUT, 0.1",
    "MANIFEST, CUT, 0.5",
    "MANIFEST, CUT, 0.9",
    "MANIFEST, ZEROED, 0.2",
    "MANIFEST, REMOVED, 0",
    "OPTIONS, FLIPPED, 0.5",
    "OPTIONS, REMOVED, 0",
    "IDENTITY, FLIPPED, 0.5",
    "IDENTITY, REMOVED, 0",
    "LOG, REMOVED, 0",
    "synced, FLIPPED, 0",
    "synced, FLIPPED, 0.04",
    "synced, CUT, 0.5",
    "synced, REMOVED, 0",
    "peal-store, FLIPPED, 0.5",
    "peal-store, REMOVED, 0",
    ".sst, CUT, 0.5",
    ".sst, CUT, 0",
    ".sst, REMOVED, 0",
    ".sst, FLIPPED, 1"
  })
  void open_otherFileDamaged_isRefusedByNameOrLacksNothing(String which, Damage damage, double at)
      throws IOException {
    Path folder = copy();
    for (Path file : Folders.files(folder, "")) {
      String name = file.getFileName().toString();
      if (which.startsWith(".")
          ? name.endsWith(which)
          : name.equals(which) || name.startsWith(which + "-")) {
        damage.to(file, at);
      }
    }
    try {
      new EmbeddedStore(EmbeddedSettings.in(folder)).close();
    } catch (StoreUnavailable refused) {
      assertThat(refused.getMessage()).contains("bin/peal restore").doesNotContain("null");
      return;
    }
    assertThat(present(folder)).isEqualTo(MESSAGES);
  }

  @Test
  void open_asTheProcessLeftIt_lacksNothing() {
    assertThat(present(copy())).isEqualTo(MESSAGES);
  }

  private static Path copy() {
    return Folders.copied(killed, root.resolve("copy" + copies++));
  }

  /// How many of the acknowledged messages stand in the member's inbox, each at its seq.
  private static int present(Path folder) {
    try (var node = new Opened(folder)) {
      var rows = node.reader.rowsAbove(MEMBER, 0, 10_000, Integer.MAX_VALUE).rows();
      rows.forEach(row -> assertThat(row.message().clientId().value()).isEqualTo("m" + row.seq()));
      return rows.size();
    }
  }

  /// Opens a store and sees that what it gives was never given before.
  private static void assertNewEpoch(EmbeddedSettings settings) {
    try (var store = new EmbeddedStore(settings)) {
      var batches = new EmbeddedBatchStore(store);
      JournalRecovery.expandAll(store, new PersistBatchesService(batches, batches));
      var ledger = new EmbeddedLedger(store, new SystemClock(), batches.lastStamp());
      var allotted =
          (Allotted)
              ledger.allot(
                  GROUP,
                  Members.of(1, MEMBER.value()),
                  new long[0],
                  List.of(draft(GROUP, MEMBER.value(), "later")));
      assertThat(allotted.recipients().firstSeq(0)).isGreaterThan(MESSAGES + StoreEpoch.JUMP);
      assertThat(allotted.numbers().getFirst())
          .isInstanceOfSatisfying(
              Numbered.Fresh.class,
              fresh -> assertThat(fresh.position()).isGreaterThan(MESSAGES + StoreEpoch.JUMP));
    }
  }
}
