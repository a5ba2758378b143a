package dev.peal.bootstrap;

import dev.peal.application.port.in.PersistBatches;
import dev.peal.out.embedded.EmbeddedJournal;
import dev.peal.out.embedded.EmbeddedStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/// One store in one folder.
final class EmbeddedBackend implements Backend {

  private final EmbeddedStore store;
  private final EmbeddedJournal journal;
  private final PersistBatches persist;

  EmbeddedBackend(EmbeddedStore store, EmbeddedJournal journal, PersistBatches persist) {
    this.store = store;
    this.journal = journal;
    this.persist = persist;
  }

  @Override
  public void start() {
    journal.start(persist);
  }

  @Override
  public boolean failing() {
    return journal.failing();
  }

  @Override
  public List<ServerWatch.Probe> probes() {
    return List.of(new ServerWatch.Probe("store", true, "messages are refused", journal::check));
  }

  @Override
  public boolean takesSessions() {
    return true;
  }

  @Override
  public void measure(MeterRegistry registry) {
    // The journal and the store are measured for every backend.
  }

  @Override
  public void leave() {
    // There is nobody to tell.
  }

  @Override
  public void close() {
    journal.close();
    store.close();
  }
}
