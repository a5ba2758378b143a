package dev.peal.out.embedded;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static dev.peal.application.contract.Samples.group;
import static dev.peal.application.contract.Samples.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.Samples;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedStoreTest {

  private static final int LAZY = 300;

  @TempDir Path folder;

  private static void put(EmbeddedStore store, int number, boolean sync) {
    try (EmbeddedStore.Changes changes = store.changes()) {
      changes.put(Family.INBOX, Keys.number(number), new byte[1_000]);
      changes.put(Family.JOURNAL, Keys.number(number), new byte[100]);
      store.write(changes, sync);
    }
  }

  enum Damage {
    /// Nothing after some byte got to the disk.
    CUT,
    /// A page was never written, while later ones were.
    ZEROED,
    /// A page holds what it held before.
    FOREIGN;

    private void to(Path log, long at) throws IOException {
      try (var file = new RandomAccessFile(log.toFile(), "rw")) {
        byte[] page = new byte[(int) Math.min(4096, file.length() - at)];
        if (this == FOREIGN) {
          new Random(at).nextBytes(page);
        }
        if (this == CUT) {
          file.setLength(at);
        } else {
          file.seek(at);
          file.write(page);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void open_afterAPowerCut_hasAllThatWasSyncedAndAPrefixOfTheRest(Damage damage)
      throws IOException {
    Path live = folder.resolve("live");
    long synced;
    try (var store = new TestStore(live)) {
      for (int i = 0; i < 20; i++) {
        put(store.store(), i, i == 19);
      }
      synced = Files.size(Folders.files(live, ".log").getLast());
      for (int i = 20; i < 20 + LAZY; i++) {
        put(store.store(), i, false);
      }
      long written = Files.size(Folders.files(live, ".log").getLast());
      assertThat(written).isGreaterThan(synced + LAZY * 1_000L);
      var random = new Random(7);
      for (int round = 0; round < 5; round++) {
        long at = random.nextLong(synced, written - 10_000);
        Path copy = Folders.copied(live, folder.resolve("copy" + round));
        damage.to(Folders.files(copy, ".log").getLast(), at);
        try (var after = new TestStore(copy)) {
          assertPrefix(after.store());
        }
      }
    }
  }

  private static void assertPrefix(EmbeddedStore store) {
    int present = 0;
    while (store.get(Family.INBOX, Keys.number(present)) != null) {
      assertThat(store.get(Family.JOURNAL, Keys.number(present))).isNotNull();
      present++;
    }
    assertThat(present).isBetween(20, 20 + LAZY - 1);
    for (int i = present; i < 20 + LAZY; i++) {
      assertThat(store.get(Family.INBOX, Keys.number(i))).isNull();
      assertThat(store.get(Family.JOURNAL, Keys.number(i))).isNull();
    }
  }

  @Test
  void read_ofBytesThatAreDamaged_failsAndIsNeverTakenForTheEnd() throws IOException {
    ConversationId group = ConversationId.group(7);
    Batch stored = batch(group, recipients(1, 1), message(1, 1, "a"));
    try (var node = new Opened(folder)) {
      node.batches.store(List.of(stored));
      new EmbeddedGroupStore(node.store())
          .create(group(7, 1), List.of(), notice(Kind.CREATED, 1, List.of(), 1), 1_000);
      try (EmbeddedStore.Changes changes = node.store().changes()) {
        changes.put(Family.JOURNAL, Keys.number(1), RecordCodec.encode(stored));
        node.store().write(changes, true);
      }
    }
    // Opening writes what is in the log into a file for each family, which bears the family's name.
    new TestStore(folder).close();
    assertThat(damaged("inbox") + damaged("message") + damaged("journal")).isEqualTo(3);

    try (var opened = new TestStore(folder)) {
      var reader = new EmbeddedReader(opened.store(), () -> 1);
      assertThatThrownBy(() -> reader.latestSeq(new UserId(1)))
          .isInstanceOf(StoreUnavailable.class);
      assertThatThrownBy(() -> reader.rowsAbove(new UserId(1), 0, 10, 1_000))
          .isInstanceOf(StoreUnavailable.class);
      assertThatThrownBy(() -> reader.lastPosition(new UserId(1), group))
          .isInstanceOf(StoreUnavailable.class);
      assertThatThrownBy(() -> reader.before(new UserId(1), group, 10, 10, 1_000))
          .isInstanceOf(StoreUnavailable.class);
      assertThatThrownBy(() -> JournalRecovery.expandAll(opened.store(), batches -> {}))
          .isInstanceOf(StoreUnavailable.class);
      assertThatThrownBy(() -> new EmbeddedBatchStore(opened.store()).scanInboxRows())
          .isInstanceOf(StoreUnavailable.class);
    }
  }

  /// Damages the rows of a family and returns in how many files it did.
  private int damaged(String family) throws IOException {
    int found = 0;
    for (Path table : Folders.files(folder, ".sst")) {
      String text = Files.readString(table, StandardCharsets.ISO_8859_1);
      if (text.contains("name" + family)) {
        try (var file = new RandomAccessFile(table.toFile(), "rw")) {
          file.seek(8);
          file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }
        found++;
      }
    }
    return found;
  }

  @Test
  void open_folderInUse_isRefusedInASentence() {
    try (var first = new TestStore(folder)) {
      assertThat(first.store()).isNotNull();
      assertThatThrownBy(() -> new TestStore(folder))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining(folder.toString());
    }
  }

  @Test
  void open_otherFormat_isRefusedAndGivesTheFolderBack() {
    try (var store = new TestStore(folder)) {
      try (EmbeddedStore.Changes changes = store.store().changes()) {
        changes.put(
            Family.META,
            "format".getBytes(StandardCharsets.US_ASCII),
            "99".getBytes(StandardCharsets.US_ASCII));
        store.store().write(changes, true);
      }
    }

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> new TestStore(folder))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("99");
    }
  }

  @Test
  void use_afterClose_isRefusedAndHarmless() {
    var opened = new TestStore(folder);
    EmbeddedStore store = opened.store();
    opened.close();
    store.close();

    assertThatThrownBy(() -> store.get(Family.META, new byte[1]))
        .isInstanceOf(StoreUnavailable.class);
    assertThatThrownBy(() -> store.iterator(Family.META)).isInstanceOf(StoreUnavailable.class);
    assertThatThrownBy(store::changes).isInstanceOf(StoreUnavailable.class);
  }

  @Test
  void close_whileOthersReadAndWrite_waitsForThemAndRefusesTheRest() throws Exception {
    var opened = new TestStore(folder);
    EmbeddedStore store = opened.store();
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      int first = thread * 1_000_000;
      work.add(() -> {
        try {
          for (int i = first; true; i++) {
            put(store, i, false);
            try (KeyIterator rows = store.iterator(Family.INBOX)) {
              for (rows.seek(Keys.number(first)); rows.isValid(); rows.next()) {
                assertThat(rows.value()).hasSize(1_000);
              }
            }
          }
        } catch (StoreUnavailable closed) {
          return closed.nothingWritten();
        }
      });
    }
    work.add(() -> {
      while (store.get(Family.INBOX, Keys.number(40)) == null) {
        Thread.onSpinWait();
      }
      store.close();
      return true;
    });

    assertThat(Samples.atOnce(work)).containsOnly(true);
    opened.reopen();
    assertThat(opened.store().get(Family.INBOX, Keys.number(40))).isNotNull();
    opened.close();
  }
}
