package dev.peal.out.embedded;

import dev.peal.application.persisting.PersistBatchesService;
import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.Clock;
import dev.peal.domain.message.Batch;
import dev.peal.out.clock.SystemClock;
import java.nio.file.Path;
import java.util.List;

/// The parts of an embedded node that keep batches, over one store, put together as a start does.
final class Opened implements AutoCloseable {

  private final TestStore opened;
  private final Clock clock;
  EmbeddedBatchStore batches;
  EmbeddedLedger ledger;
  EmbeddedReader reader;
  EmbeddedCursorStore cursors;
  PersistBatches persist;
  int recovered;

  Opened(Path folder) {
    this(folder, new SystemClock());
  }

  Opened(Path folder, Clock clock) {
    this.opened = new TestStore(folder);
    this.clock = clock;
    start();
  }

  private void start() {
    batches = new EmbeddedBatchStore(opened.store());
    persist = new PersistBatchesService(batches, batches);
    recovered = JournalRecovery.expandAll(opened.store(), persist);
    ledger = new EmbeddedLedger(opened.store(), clock, batches.lastStamp());
    reader = new EmbeddedReader(opened.store(), () -> ledger.watermark());
    cursors = new EmbeddedCursorStore(opened.store());
  }

  EmbeddedStore store() {
    return opened.store();
  }

  void reopen() {
    opened.reopen();
    start();
  }

  /// Does with a batch what the journal's expander does.
  void expand(Batch batch) {
    persist.persist(List.of(batch));
    ledger.stored(batch);
  }

  @Override
  public void close() {
    opened.close();
  }
}
