package dev.peal.out.embedded;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.StoreUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one durable store of an embedded node: a RocksDB in one folder, with one write-ahead log
/// over all its column families. Hence writes become durable in the order they were made: a synced
/// write makes all earlier ones durable too, and after a power cut what is there is a prefix of
/// what was written. RocksDB locks the folder against a second process.
///
/// Thread-safe. Calls block for disk I/O and pin a virtual thread's carrier while they do. Calls
/// that come after the close are refused, and those under way are waited for: a closed RocksDB that
/// is still used takes the process down.
public final class EmbeddedStore implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedStore.class);
  private static final long KEEP_MILLIS = 1_000;
  private static final long FAILING_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int PROBE_BYTES = 1 << 20;
  private static final int PROBE_FILES = 16;
  private static final String FORMAT = "1";
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  /// What [#inUse] is moved by when the store closes, so that it stays below zero.
  private static final long CLOSED = Long.MIN_VALUE / 2;

  static {
    RocksDB.loadLibrary();
  }

  private final EmbeddedSettings settings;
  private final FolderLock folderLock;
  private final FolderIdentity identity;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions lazy = new WriteOptions().setSync(false);
  private final Thread keeper =
      Thread.ofPlatform().name("store-keeper").daemon().unstarted(this::keep);
  private final CountDownLatch ending = new CountDownLatch(1);

  /// Calls and iterators under way; below zero while the store is closed.
  private final AtomicLong inUse = new AtomicLong();

  /// When writes began to fail without one that succeeded since; 0 while they succeed.
  private final AtomicLong failingSinceNanos = new AtomicLong();

  private final AtomicBoolean closing = new AtomicBoolean();
  private final OutageLog opening =
      new OutageLog(log, System::nanoTime, "The store cannot be opened again");
  private final OutageLog damage =
      new OutageLog(log, System::nanoTime, "ALARM: a table of the store is damaged");
  private final BackupRequests requests;
  private volatile Rocks rocks;
  private volatile SyncedNote note;

  /// Opens the store in the folder of `settings`, making it when it is not there.
  ///
  /// @throws StoreUnavailable the folder cannot be made, is in use by another process, holds
  ///   something that is not a store of this version, or has lost what was acknowledged
  public EmbeddedStore(EmbeddedSettings settings) {
    Path folder = settings.folder();
    this.settings = settings;
    this.requests = new BackupRequests(folder, this::backUp);
    try {
      FolderIdentity.createOwnedFolder(folder);
      boolean hadIdentity = Files.exists(folder.resolve(FolderIdentity.FILE));
      this.identity = FolderIdentity.of(folder);
      this.folderLock = FolderLock.of(folder);
      boolean opened = false;
      try {
        StoreOpening.Opened store = StoreOpening.open(settings, identity, hadIdentity);
        this.rocks = store.rocks();
        this.note = store.note();
        opened = true;
      } finally {
        if (!opened) {
          folderLock.close();
        }
      }
      checkFormat(folder);
    } catch (IOException | RocksDBException failure) {
      throw new StoreUnavailable(
          "The embedded store in "
              + folder
              + " cannot be opened: "
              + failure.getMessage()
              + " (expected: a writable folder that no other Peal process uses)",
          failure,
          true);
    }
    keeper.start();
  }

  private void checkFormat(Path folder) throws RocksDBException {
    try {
      compareFormat(folder);
    } catch (RocksDBException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  private void compareFormat(Path folder) throws RocksDBException {
    byte[] key = "format".getBytes(StandardCharsets.US_ASCII);
    byte[] found = rocks.db().get(rocks.family(Family.META), key);
    if (found == null) {
      rocks
          .db()
          .put(rocks.family(Family.META), synced, key, FORMAT.getBytes(StandardCharsets.US_ASCII));
      return;
    }
    String format = new String(found, StandardCharsets.US_ASCII);
    if (!format.equals(FORMAT)) {
      throw new StoreUnavailable(
          "The embedded store in "
              + folder
              + " has format "
              + format
              + ", and this release of Peal knows format "
              + FORMAT
              + ": start the release that wrote it, or a later one; nothing was changed",
          true);
    }
  }

  /// The value of a key, or null.
  ///
  /// @throws StoreUnavailable a retry is safe
  byte @Nullable [] get(Family family, byte[] key) {
    enter();
    try {
      return rocks.db().get(rocks.family(family), key);
    } catch (RocksDBException failure) {
      throw unreadable(family, failure);
    } finally {
      leave();
    }
  }

  /// What a read that failed is to those who asked; a damage is an alarm, and not more than one a
  /// minute.
  private StoreUnavailable unreadable(Family family, RocksDBException failure) {
    String why = "reading " + family + ": " + failure.getMessage();
    if (StoreOpening.isDamage(failure)) {
      damage.failed(
          why + "; what it held cannot be read. What to do: put a backup back (bin/peal restore).");
    }
    return new StoreUnavailable(why, failure, true);
  }

  /// An iterator over a family, to be closed by the caller; it sees the store as it is now.
  ///
  /// @throws StoreUnavailable a retry is safe
  KeyIterator iterator(Family family) {
    enter();
    try {
      return new KeyIterator(
          family, rocks.db().newIterator(rocks.family(family)), this::unreadable, this::leave);
    } catch (RuntimeException failure) {
      leave();
      throw failure;
    }
  }

  /// Several changes that are made together or not at all. Close it after [#write].
  ///
  /// @throws StoreUnavailable a retry is safe
  Changes changes() {
    return new Changes();
  }

  /// Makes the changes, and with `sync` waits until they and all earlier ones are on the disk.
  ///
  /// @throws StoreUnavailable whether the changes were made is not known unless the exception says
  ///   so
  void write(Changes changes, boolean sync) {
    enter();
    try {
      if (sync) {
        writeSynced(changes.batch);
      } else {
        rocks.db().write(lazy, changes.batch);
      }
      failingSinceNanos.set(0);
    } catch (RocksDBException failure) {
      failingSinceNanos.compareAndSet(0, System.nanoTime() | 1);
      throw new StoreUnavailable("writing: " + failure.getMessage(), failure, false);
    } finally {
      leave();
    }
  }

  /// Writes with a number of its own, which is noted once the write is on the disk.
  private void writeSynced(WriteBatch batch) throws RocksDBException {
    SyncedNote current = note;
    int slot = current.take();
    try {
      long number = current.next(slot);
      batch.put(rocks.family(Family.META), SyncedNote.key(slot), Keys.number(number));
      rocks.db().write(synced, batch);
      current.synced(slot, number);
    } finally {
      current.giveBack(slot);
    }
  }

  /// Brings the note to the disk once a second, off the road of messages, and opens the store anew
  /// when it has stopped taking writes for a reason that has passed.
  private void keep() {
    try {
      while (!ending.await(KEEP_MILLIS, TimeUnit.MILLISECONDS)) {
        lookAfter();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAfter() {
    try {
      if (isOpen()) {
        note.force();
      }
    } catch (RuntimeException | Error failure) {
      log.warn("How far the store is synced cannot be noted on the disk: {}", failure.toString());
    }
    try {
      requests.look();
      if (!isOpen() || (failsForLong() && couldWrite())) {
        reopen();
      }
    } catch (RuntimeException | Error failure) {
      opening.broke(failure);
    }
  }

  private boolean isOpen() {
    return inUse.get() >= 0;
  }

  private boolean failsForLong() {
    long since = failingSinceNanos.get();
    return since != 0 && System.nanoTime() - since > FAILING_NANOS;
  }

  /// Whether files can be made and written now, with some room to spare: RocksDB goes on by itself
  /// after some failures, and stands still after others, though their reason has passed.
  private boolean couldWrite() {
    Path probe = settings.folder().resolve("probe");
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      Files.write(probe, new byte[PROBE_BYTES]);
      for (int i = 0; i < PROBE_FILES; i++) {
        opened.add(Files.newInputStream(probe));
      }
      return true;
    } catch (IOException cannot) {
      return false;
    } finally {
      opened.forEach(EmbeddedStore::closeQuietly);
      try {
        Files.deleteIfExists(probe);
      } catch (IOException later) {
        log.debug("{} stays for now", probe, later);
      }
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failure) {
      throw new IllegalStateException("closing " + resource, failure);
    }
  }

  /// Closes the store, if it is open, and opens it again as a start does. What was being done has
  /// failed by then, or ends first; what comes meanwhile is refused, and may be tried again.
  private void reopen() {
    if (isOpen()) {
      if (!quiesce()) {
        inUse.addAndGet(-CLOSED);
        return;
      }
      log.warn(
          "The store has stopped taking writes, for a reason that has passed; opening it anew");
      rocks.close();
    }
    try {
      StoreOpening.Opened store = StoreOpening.open(settings.refusingLoss(), identity, true);
      rocks = store.rocks();
      note = store.note();
      failingSinceNanos.set(0);
      opening.worked();
      inUse.addAndGet(-CLOSED);
      log.info("The store is open again");
    } catch (IOException | RocksDBException | StoreUnavailable failure) {
      opening.failed(failure.getMessage());
    }
  }

  /// Makes a whole copy of the store as it is now, in a folder of backups; what has not changed
  /// since the last one there is shared with it.
  ///
  /// @throws StoreUnavailable it was not made, for the reason that the exception gives
  public StoreBackup.Made backUp(Path backups, int keep) {
    enter();
    try {
      return StoreBackup.make(rocks, settings.folder(), backups, keep);
    } finally {
      leave();
    }
  }

  private void enter() {
    long before = inUse.getAndUpdate(count -> count < 0 ? count : count + 1);
    if (before < 0) {
      throw new StoreUnavailable("the store is closed, or is being opened again", true);
    }
  }

  private void leave() {
    inUse.decrementAndGet();
  }

  /// Refuses what comes from now on and waits for what is under way; whether all of it ended in
  /// time.
  private boolean quiesce() {
    long before = inUse.getAndUpdate(count -> count < 0 ? count : count + CLOSED);
    if (before < 0) {
      return false;
    }
    long deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    while (inUse.get() != CLOSED && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    return inUse.get() == CLOSED;
  }

  /// Makes everything durable and gives the folder back; neither when some call is stuck in the
  /// store for five seconds. Closing it again does nothing.
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    ending.countDown();
    joinKeeper();
    boolean wasOpen = isOpen();
    if (wasOpen && !quiesce()) {
      return;
    }
    try {
      if (wasOpen) {
        closeFiles();
      }
    } finally {
      synced.close();
      lazy.close();
      folderLock.close();
    }
  }

  private void closeFiles() {
    try {
      rocks.db().syncWal();
      rocks.close();
      note.closeInOrder();
    } catch (RocksDBException failure) {
      rocks.close();
      throw new StoreUnavailable("syncing at close: " + failure.getMessage(), failure, false);
    }
  }

  private void joinKeeper() {
    try {
      keeper.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Collected changes; not thread-safe.
  final class Changes implements AutoCloseable {

    private final WriteBatch batch;

    private Changes() {
      enter();
      batch = new WriteBatch();
    }

    void put(Family family, byte[] key, byte[] value) {
      try {
        batch.put(rocks.family(family), key, value);
      } catch (RocksDBException failure) {
        throw new IllegalStateException("collecting a put to " + family, failure);
      }
    }

    void delete(Family family, byte[] key) {
      try {
        batch.delete(rocks.family(family), key);
      } catch (RocksDBException failure) {
        throw new IllegalStateException("collecting a delete from " + family, failure);
      }
    }

    @Override
    public void close() {
      batch.close();
      leave();
    }
  }
}
