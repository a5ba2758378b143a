package dev.peal.application.operating;

import dev.peal.application.port.in.ReportStatus;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.SessionCensus;

/// Puts together what the parts of a node say of themselves.
public final class ReportStatusService implements ReportStatus {

  private final String node;
  private final SessionCensus census;
  private final BatchStore store;
  private final Journal journal;

  public ReportStatusService(String node, SessionCensus census, BatchStore store, Journal journal) {
    this.node = node;
    this.census = census;
    this.store = store;
    this.journal = journal;
  }

  @Override
  public Status status(boolean scan) {
    return new Status(
        node,
        census.sessions(),
        census.waiting(),
        scan ? store.scanInboxRows() : store.inboxRows(),
        store.messages(),
        journal.backlog());
  }
}
