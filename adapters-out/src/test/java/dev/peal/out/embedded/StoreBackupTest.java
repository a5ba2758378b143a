package dev.peal.out.embedded;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.draft;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.session.UserId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreBackupTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final long MEMBER = 1;

  @TempDir Path root;

  private Path live() {
    return root.resolve("live");
  }

  private Path backups() {
    return root.resolve("backups");
  }

  private static void post(Opened node, int seq) {
    node.expand(batch(GROUP, recipients(MEMBER, seq), message(seq, 1, "m" + seq)));
  }

  private static int present(Opened node) {
    return node.reader.rowsAbove(new UserId(MEMBER), 0, 1_000, Integer.MAX_VALUE).rows().size();
  }

  private static long nextSeq(Opened node) {
    var allotted =
        (Allotted)
            node.ledger.allot(
                GROUP, Members.of(1, MEMBER), new long[0], List.of(draft(GROUP, MEMBER, "later")));
    return allotted.recipients().firstSeq(0);
  }

  private EmbeddedSettings restored(String name) {
    EmbeddedSettings settings = EmbeddedSettings.in(root.resolve(name));
    StoreBackup.restore(backups(), settings);
    return settings;
  }

  @Test
  void restore_ofOneOfTwoBackups_hasTheNewestAndBeginsAnEpoch() throws Exception {
    try (var node = new Opened(live())) {
      Files.writeString(live().resolve("token-secret"), "secret");
      post(node, 1);
      node.store().backUp(backups(), 7);
      post(node, 2);
      StoreBackup.Made second = node.store().backUp(backups(), 7);
      assertThat(second.number()).isEqualTo(2);
      post(node, 3);
    }
    Path folder = restored("restored").folder();
    assertThat(folder.resolve("token-secret")).hasContent("secret");
    long first;
    try (var node = new Opened(folder)) {
      assertThat(present(node)).isEqualTo(2);
      first = nextSeq(node);
      assertThat(first).isGreaterThan(StoreEpoch.JUMP);
      assertThat(new EmbeddedIdSource(node.store()).next(IdSource.Kind.USER))
          .isGreaterThan(StoreEpoch.JUMP);
    }
    // It is a store like any other by now.
    try (var node = new Opened(folder)) {
      assertThat(nextSeq(node)).isEqualTo(first);
    }
  }

  @Test
  void backUp_oftenEnough_sharesWhatDidNotChangeAndDropsTheOldest() throws IOException {
    try (var node = new Opened(live())) {
      for (int i = 1; i <= 4; i++) {
        post(node, i);
        node.store().backUp(backups(), 2);
      }
    }
    assertThat(Folders.files(backups().resolve("meta"), "")).hasSize(2);
    try (Stream<Path> files = Files.walk(backups())) {
      assertThat(files)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .matches("rw[x-]------"));
    }
  }

  @Test
  void make_whileTheStoreIsInUse_isDoneByWhoUsesIt() throws Exception {
    try (var node = new Opened(live())) {
      post(node, 1);
      assertThat(BackupRequests.isInUse(live())).isTrue();
      assertThat(StoreBackup.make(EmbeddedSettings.in(live()), backups(), 7))
          .contains("Backup 1", backups().toString());
    }
    try (var node = new Opened(restored("restored").folder())) {
      assertThat(present(node)).isEqualTo(1);
    }
  }

  @Test
  void make_whileNobodyUsesTheStore_isDoneHere() throws Exception {
    try (var node = new Opened(live())) {
      post(node, 1);
    }
    assertThat(StoreBackup.make(EmbeddedSettings.in(live()), backups(), 7)).contains("Backup 1");
    assertThatThrownBy(
            () -> StoreBackup.make(EmbeddedSettings.in(root.resolve("no")), backups(), 7))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("data.folder");
  }

  @Test
  void restore_damagedBackup_isRefused() throws IOException {
    try (var node = new Opened(live())) {
      post(node, 1);
      node.store().backUp(backups(), 7);
    }
    Path table = Folders.files(backups().resolve("shared_checksum"), ".sst").getFirst();
    try (var file = new RandomAccessFile(table.toFile(), "rw")) {
      file.seek(10);
      file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
    assertThatThrownBy(() -> restored("restored"))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("cannot be put back");
  }

  @Test
  void restore_intoAFolderThatHoldsSomething_isRefused() throws IOException {
    try (var node = new Opened(live())) {
      node.store().backUp(backups(), 7);
    }
    assertThatThrownBy(() -> StoreBackup.restore(backups(), EmbeddedSettings.in(live())))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("empty folder");
    assertThatThrownBy(
            () -> StoreBackup.restore(root, EmbeddedSettings.in(root.resolve("restored"))))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("bin/peal backup");
  }

  @Test
  void open_copyOfAStoreThatWasClosed_beginsAnEpoch() throws IOException {
    try (var node = new Opened(live())) {
      post(node, 1);
    }
    Path copy = copied("copy");
    try (var node = new Opened(copy)) {
      assertThat(present(node)).isEqualTo(1);
      assertThat(nextSeq(node)).isGreaterThan(StoreEpoch.JUMP);
    }
    try (var node = new Opened(live())) {
      assertThat(nextSeq(node)).isEqualTo(2);
    }
  }

  @Test
  void open_oldFilesPutBackOverNewerOnes_beginsAnEpoch() throws Exception {
    try (var node = new Opened(live())) {
      post(node, 1);
    }
    Path copy = copied("copy");
    try (var node = new Opened(live())) {
      post(node, 2);
    }
    for (Path file : Folders.files(live(), "")) {
      if (Files.notExists(copy.resolve(file.getFileName()))) {
        Files.delete(file);
      }
    }
    // As `cp` does: the files stay the same ones, and hold what they held.
    for (Path file : Folders.files(copy, "")) {
      Files.write(live().resolve(file.getFileName()), Files.readAllBytes(file));
    }
    // In another second than it was made in, which is as exact as the times of files are.
    FolderIdentity before = SyncedNote.read(live()).orElseThrow().folder();
    Path marked = live().resolve(FolderIdentity.FILE);
    do {
      Files.write(marked, Files.readAllBytes(marked));
    } while (FolderIdentity.of(live()).equals(before));
    try (var node = new Opened(live())) {
      assertThat(present(node)).isEqualTo(1);
      assertThat(nextSeq(node)).isGreaterThan(StoreEpoch.JUMP);
    }
  }

  @Test
  void open_copyOfAStoreInUse_isRefusedUntilTheLossIsAccepted() throws IOException {
    Path copy;
    try (var node = new Opened(live())) {
      post(node, 1);
      copy = copied("copy");
    }
    assertThatThrownBy(() -> new Opened(copy))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("copy")
        .hasMessageContaining("bin/peal backup");
    new EmbeddedStore(EmbeddedSettings.in(copy).acceptingLoss()).close();
    try (var node = new Opened(copy)) {
      assertThat(present(node)).isEqualTo(1);
      assertThat(nextSeq(node)).isGreaterThan(StoreEpoch.JUMP);
    }
  }

  /// As `cp -rp` copies a folder.
  private Path copied(String name) throws IOException {
    Path copy = Files.createDirectories(root.resolve(name));
    for (Path file : Folders.files(live(), "")) {
      if (!file.getFileName().toString().equals("LOCK")) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return copy;
  }
}
