package dev.peal.out.embedded;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.JournalContract;
import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.Journal.Outcome.Confirmed;
import dev.peal.application.port.out.Journal.Outcome.Refused;
import dev.peal.application.port.out.Journal.Outcome.Unknown;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.out.clock.SystemClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedJournalTest extends JournalContract {

  @TempDir Path folder;
  private final List<TestStore> stores = new ArrayList<>();
  private final List<Long> decided = new ArrayList<>();
  private final AtomicReference<Disk> disk = new AtomicReference<>(() -> {});
  private Path storeFolder;
  private EmbeddedJournal journal;
  private Persisted persisted;

  /// What happens before a write of records.
  private interface Disk {
    void beforeWrite();
  }

  @BeforeEach
  void open() {
    storeFolder = folder.resolve("0");
    stores.add(new TestStore(storeFolder));
    journal = journal(EmbeddedSettings.in(storeFolder));
    persisted = new Persisted();
  }

  private EmbeddedJournal journal(EmbeddedSettings settings) {
    EmbeddedStore store = stores.getFirst().store();
    return new EmbeddedJournal(
        store,
        settings,
        new SystemClock(),
        batch -> {
          synchronized (decided) {
            decided.add(batch.id());
          }
        },
        changes -> {
          disk.get().beforeWrite();
          store.write(changes, true);
        });
  }

  @AfterEach
  void closeStores() {
    persisted.open();
    disk.set(() -> {});
    journal.close();
    stores.forEach(TestStore::close);
  }

  @Override
  protected Journal start(PersistBatches persist) {
    journal.start(persist);
    return journal;
  }

  @Override
  protected void restart(PersistBatches persist) {
    Path copy = Folders.copied(storeFolder, folder.resolve("" + stores.size()));
    TestStore store = new TestStore(copy);
    stores.add(store);
    JournalRecovery.expandAll(store.store(), persist);
  }

  @Override
  protected void close() {
    journal.close();
  }

  private static long in(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void append_diskDoesNotAnswer_isUnknownAtTheDeadlineAndPersistedLater() {
    var answer = new CountDownLatch(1);
    disk.set(() -> awaitQuietly(answer));
    start(persisted);
    Batch batch = sample(1);

    assertThat(journal.append(batch, in(50))).isInstanceOf(Unknown.class);
    assertThat(journal.backlog()).isEqualTo(1);

    answer.countDown();
    eventually("it is persisted", () -> persisted.ids().contains(batch.id()));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new StoreUnavailable("interrupted", true);
    }
  }

  @Test
  void append_diskFails_laterOnesAreRefusedUntilTheFirstIsWritten() {
    disk.set(() -> {
      throw new StoreUnavailable("no space left", false);
    });
    start(persisted);
    Batch first = sample(1);
    assertThat(journal.append(first, in(50))).isInstanceOf(Unknown.class);
    assertThat(journal.failing()).isTrue();
    assertThat(journal.append(sample(2), in(5_000))).isInstanceOf(Refused.class);

    disk.set(() -> {});
    eventually("it works again", () -> !journal.failing());
    Batch third = sample(3);

    assertThat(journal.append(third, in(20_000))).isInstanceOf(Confirmed.class);
    eventually("both are persisted", () -> persisted.ids().size() == 2);
    assertThat(persisted.ids()).containsExactly(first.id(), third.id());
  }

  @Test
  void append_writeFailsForABug_isTriedAgain() {
    var failures = new java.util.concurrent.atomic.AtomicInteger(2);
    disk.set(() -> {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("a bug");
      }
    });
    start(persisted);

    assertThat(journal.append(sample(1), in(20_000))).isInstanceOf(Confirmed.class);
  }

  @Test
  void append_backlogFull_isRefusedUntilThereIsRoom() {
    journal = journal(new EmbeddedSettings(storeFolder, 1 << 20, 2, 1 << 20));
    persisted.shut();
    start(persisted);
    assertThat(journal.append(sample(1), in(20_000))).isInstanceOf(Confirmed.class);
    assertThat(journal.append(sample(2), in(20_000))).isInstanceOf(Confirmed.class);

    assertThat(journal.append(sample(3), in(20_000))).isInstanceOf(Refused.class);
    assertThat(journal.backlog()).isEqualTo(2);

    persisted.open();
    eventually("there is room", () -> journal.backlog() == 0);
    assertThat(journal.append(sample(4), in(20_000))).isInstanceOf(Confirmed.class);
  }

  @Test
  void append_toManyWithoutAPause_isPersistedMeanwhile() {
    start(persisted);
    Batch first = toMany(1);
    assertThat(journal.append(first, in(20_000))).isInstanceOf(Confirmed.class);

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    int number = 2;
    while (!persisted.ids().contains(first.id()) && System.nanoTime() < deadline) {
      assertThat(journal.append(toMany(number++), in(20_000))).isInstanceOf(Confirmed.class);
    }

    assertThat(persisted.ids()).contains(first.id());
  }

  /// A batch of so many recipients that its rows stay behind the confirmations.
  private static Batch toMany(int number) {
    long[] usersAndSeqs = new long[2 * 100];
    for (int i = 0; i < 100; i++) {
      usersAndSeqs[2 * i] = i + 1L;
      usersAndSeqs[2 * i + 1] = number;
    }
    return batch(
        ConversationId.group(7), recipients(usersAndSeqs), message(number, 1, "m" + number));
  }

  @Test
  void append_batchThatIsInTheJournal_isABugAndLeavesTheFirst() {
    persisted.shut();
    start(persisted);
    Batch batch = sample(1);
    journal.append(batch, in(20_000));

    assertThatThrownBy(() -> journal.append(batch, in(20_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(journal.backlog()).isEqualTo(1);
  }

  @Test
  void decided_isToldOfEachBatchOnceItIsPersisted() {
    persisted.shut();
    start(persisted);
    Batch batch = sample(1);
    journal.append(batch, in(20_000));
    assertThat(decidedIds()).isEmpty();

    persisted.open();

    eventually("it is decided", () -> decidedIds().contains(batch.id()));
  }

  private List<Long> decidedIds() {
    synchronized (decided) {
      return List.copyOf(decided);
    }
  }

  @Test
  void journal_whenAllIsPersisted_isEmptyInTheStoreToo() {
    start(persisted);
    for (int i = 1; i <= 20; i++) {
      journal.append(sample(i), in(20_000));
    }
    eventually("all are persisted", () -> journal.backlog() == 0);
    var next = new Persisted();

    restart(next);

    assertThat(next.ids()).isEmpty();
  }

  @Test
  void close_neverStarted_returns() {
    journal.close();

    assertThat(journal.append(sample(1), in(20_000))).isInstanceOf(Refused.class);
  }
}
