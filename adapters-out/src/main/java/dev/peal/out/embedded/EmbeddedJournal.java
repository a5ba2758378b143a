package dev.peal.out.embedded;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import dev.peal.out.record.RecordCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal of an embedded node: batch records in a column family of the store.
///
/// Two threads work on it. The *writer* takes all records that queued while its last write was
/// under way and makes them durable by one synced write (group commit). The *expander* takes what
/// was written, in order, has it turned into rows, and deletes the records. Rows and deletions are
/// not synced: they follow the records in the same write-ahead log, so a crash leaves either the
/// record or the rows, and expanding a record twice is harmless.
///
/// A write that fails is tried again, the same records before any newer ones, for as long as it
/// takes; meanwhile appends run into their deadlines and new ones are refused when the bounds of
/// [EmbeddedSettings] are reached.
///
/// What if the process dies: before the synced write, nobody was told; after it, [JournalRecovery]
/// expands the record at the next start, before anything else happens.
public final class EmbeddedJournal implements Journal, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedJournal.class);
  private static final long RETRY_MILLIS = 200;

  /// Bytes of records that one write takes, about, so that it stays of moderate size.
  private static final long WRITE_BYTES = 8 << 20;

  /// Records that one expansion takes, for the same reason.
  private static final int EXPAND_RECORDS = 64;

  /// Recipients from which on the rows of a batch take time.
  private static final int MANY_RECIPIENTS = 64;

  /// How long the expander stays behind the writer's last confirmation of a batch to many, so that
  /// the writing of rows keeps neither the next synced write nor the fan-out waiting.
  private static final long EXPAND_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  /// How long a record waits for its rows at most, when confirmations keep coming.
  private static final long EXPAND_WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final OutageLog writing;
  private final OutageLog expanding;
  private final EmbeddedStore store;
  private final EmbeddedSettings settings;
  private final Clock clock;
  private final Consumer<Batch> decided;
  private final RecordWriter records;
  private final ArrayDeque<Appending> toWrite = new ArrayDeque<>();
  private final ArrayDeque<Appending> toExpand = new ArrayDeque<>();
  private final Set<Long> held = new HashSet<>();
  private final Thread writer;
  private final Thread expander;
  private PersistBatches persist =
      batches -> {
        throw new IllegalStateException("the journal was not started");
      };
  private long heldBytes;
  private long manyConfirmedNanos;
  private long nextRecord = 1;
  private boolean started;
  private boolean failing;
  private String trouble = "";
  private boolean closed;

  /// The journal has to be empty: see [JournalRecovery]. `decided` is told of every batch whose
  /// rows are stored, on the expander's thread.
  public EmbeddedJournal(
      EmbeddedStore store, EmbeddedSettings settings, Clock clock, Consumer<Batch> decided) {
    this(store, settings, clock, decided, changes -> store.write(changes, true));
  }

  EmbeddedJournal(
      EmbeddedStore store,
      EmbeddedSettings settings,
      Clock clock,
      Consumer<Batch> decided,
      RecordWriter records) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.writing = new OutageLog(log, clock, "The journal takes no records");
    this.expanding = new OutageLog(log, clock, "Rows wait for the store");
    this.decided = decided;
    this.records = records;
    this.writer = thread("journal-writer", this::write);
    this.expander = thread("journal-expander", this::expand);
  }

  /// Makes records durable.
  interface RecordWriter {

    /// @throws StoreUnavailable whether they were written is not known
    void write(EmbeddedStore.Changes changes);
  }

  /// Begins to take batches, which `persist` turns into rows.
  public synchronized void start(PersistBatches persist) {
    this.persist = persist;
    started = true;
    writer.start();
    expander.start();
  }

  @Override
  public Outcome append(Batch batch, long deadlineNanos) {
    var appending = new Appending(batch, RecordCodec.encode(batch));
    synchronized (this) {
      if (closed) {
        return new Outcome.Refused("the node is going down", RETRY_MILLIS);
      }
      if (failing) {
        return new Outcome.Refused("the store takes no writes", 5 * RETRY_MILLIS);
      }
      if (held.size() >= settings.maxBacklogRecords()
          || heldBytes + appending.record.length > settings.maxBacklogBytes()) {
        return new Outcome.Refused("the journal is full", RETRY_MILLIS);
      }
      if (!held.add(batch.id())) {
        throw new IllegalArgumentException(
            "batch: " + batch.id() + " (expected: one that is not in the journal already)");
      }
      heldBytes += appending.record.length;
      appending.number = nextRecord++;
      toWrite.add(appending);
      notifyAll();
    }
    return appending.await(deadlineNanos - clock.monotonicNanos());
  }

  @Override
  public synchronized long backlog() {
    return held.size();
  }

  /// Whether the last write failed, so that appends are being refused.
  public synchronized boolean failing() {
    return failing;
  }

  /// Asks whether the last write succeeded.
  ///
  /// @throws StoreUnavailable it did not; says why
  public synchronized void check() {
    if (failing) {
      throw new StoreUnavailable(trouble, true);
    }
  }

  private void write() throws InterruptedException {
    for (List<Appending> batch = takeToWrite(); !batch.isEmpty(); batch = takeToWrite()) {
      while (!writeDurably(batch)) {
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
      written(batch);
    }
  }

  private void written(List<Appending> batch) {
    synchronized (this) {
      failing = false;
      long now = clock.monotonicNanos();
      for (Appending one : batch) {
        one.confirmedNanos = now;
        if (one.batch.recipients().size() >= MANY_RECIPIENTS) {
          manyConfirmedNanos = now;
        }
      }
      toExpand.addAll(batch);
      notifyAll();
    }
    batch.forEach(Appending::confirm);
  }

  private boolean writeDurably(List<Appending> batch) {
    try (EmbeddedStore.Changes changes = store.changes()) {
      for (Appending one : batch) {
        changes.put(Family.JOURNAL, Keys.number(one.number), one.record);
      }
      records.write(changes);
      writing.worked();
      return true;
    } catch (StoreUnavailable failure) {
      fails(failure);
      writing.failed(failure.getMessage());
      return false;
    } catch (RuntimeException | Error bug) {
      fails(bug);
      writing.broke(bug);
      return false;
    }
  }

  private synchronized void fails(Throwable failure) {
    failing = true;
    trouble = String.valueOf(failure.getMessage());
  }

  private void expand() throws InterruptedException {
    for (List<Appending> batch = takeToExpand(); !batch.isEmpty(); batch = takeToExpand()) {
      while (!expand(batch)) {
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
      forget(batch);
    }
  }

  private boolean expand(List<Appending> written) {
    try (EmbeddedStore.Changes changes = store.changes()) {
      List<Batch> batches = written.stream().map(one -> one.batch).toList();
      persist.persist(batches);
      batches.forEach(decided);
      for (Appending one : written) {
        changes.delete(Family.JOURNAL, Keys.number(one.number));
      }
      store.write(changes, false);
      expanding.worked();
      return true;
    } catch (StoreUnavailable failure) {
      expanding.failed(failure.getMessage());
      return false;
    } catch (RuntimeException | Error bug) {
      expanding.broke(bug);
      return false;
    }
  }

  private synchronized void forget(List<Appending> expanded) {
    for (Appending one : expanded) {
      held.remove(one.batch.id());
      heldBytes -= one.record.length;
    }
    notifyAll();
  }

  /// Waits for records to write, and takes what one write may hold; none when the journal was
  /// closed.
  private synchronized List<Appending> takeToWrite() throws InterruptedException {
    while (toWrite.isEmpty() && !closed) {
      wait();
    }
    return take(toWrite, Integer.MAX_VALUE, WRITE_BYTES);
  }

  /// Waits for records to expand, and takes some; none when the journal was closed and all is done.
  private synchronized List<Appending> takeToExpand() throws InterruptedException {
    while (toExpand.isEmpty() && !(closed && held.isEmpty())) {
      wait();
    }
    for (long nanos = untilExpansion(); nanos > 0; nanos = untilExpansion()) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
    return take(toExpand, EXPAND_RECORDS, WRITE_BYTES);
  }

  /// Nanoseconds for which the oldest record that was written still has to wait for its rows.
  private long untilExpansion() {
    if (closed
        || toExpand.isEmpty()
        || toExpand.element().batch.recipients().size() < MANY_RECIPIENTS) {
      return 0;
    }
    long now = clock.monotonicNanos();
    return Math.min(
        EXPAND_AFTER_NANOS - (now - manyConfirmedNanos),
        EXPAND_WITHIN_NANOS - (now - toExpand.element().confirmedNanos));
  }

  private static List<Appending> take(ArrayDeque<Appending> queue, int most, long mostBytes) {
    List<Appending> taken = new ArrayList<>(Math.min(most, queue.size()));
    long bytes = 0;
    while (!queue.isEmpty() && taken.size() < most && bytes < mostBytes) {
      Appending next = queue.remove();
      bytes += next.record.length;
      taken.add(next);
    }
    return taken;
  }

  private static Thread thread(String name, Loop loop) {
    return Thread.ofPlatform()
        .name(name)
        .unstarted(() -> {
          try {
            loop.run();
          } catch (InterruptedException stop) {
            log.warn("{} was stopped before it was done; the next start goes on", name);
          }
        });
  }

  /// What a thread of the journal does until the journal is closed.
  private interface Loop {
    void run() throws InterruptedException;
  }

  /// Waits until all that was appended is durable and stored as rows, then ends the threads. What
  /// cannot be finished within ten seconds is left for [JournalRecovery].
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
      if (!started) {
        return;
      }
    }
    try {
      join(writer);
      join(expander);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) throws InterruptedException {
    if (!thread.join(Duration.ofSeconds(10))) {
      thread.interrupt();
      if (!thread.join(Duration.ofSeconds(5))) {
        log.error("{} is stuck in the store; the next start goes on", thread.getName());
      }
    }
  }

  /// A batch on its way into the journal and out of it.
  private static final class Appending {
    private final Batch batch;
    private final byte[] record;
    private final CountDownLatch durable = new CountDownLatch(1);
    private long number;
    private long confirmedNanos;

    Appending(Batch batch, byte[] record) {
      this.batch = batch;
      this.record = record;
    }

    void confirm() {
      durable.countDown();
    }

    Outcome await(long nanos) {
      try {
        return durable.await(nanos, TimeUnit.NANOSECONDS)
            ? new Outcome.Confirmed()
            : new Outcome.Unknown("the write takes longer than allowed");
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return new Outcome.Unknown("interrupted");
      }
    }
  }
}
