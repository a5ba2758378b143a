package dev.peal.application.operating;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.ReportStatus.Status;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.SessionCensus;
import dev.peal.domain.message.Batch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportStatusServiceTest {

  private final ReportStatusService service =
      new ReportStatusService("node-1", new Census(), new Store(), new Backlog());

  @Test
  void status_withoutScan_takesTheCounter() {
    assertThat(service.status(false)).isEqualTo(new Status("node-1", 3, 4, 10, 20, 30));
  }

  @Test
  void status_withScan_countsTheRows() {
    assertThat(service.status(true)).isEqualTo(new Status("node-1", 3, 4, 11, 20, 30));
  }

  private static final class Census implements SessionCensus {
    @Override
    public int sessions() {
      return 3;
    }

    @Override
    public int waiting() {
      return 4;
    }
  }

  private static final class Store implements BatchStore {
    @Override
    public List<Batch> store(List<Batch> batches) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long inboxRows() {
      return 10;
    }

    @Override
    public long messages() {
      return 20;
    }

    @Override
    public long scanInboxRows() {
      return 11;
    }
  }

  private static final class Backlog implements Journal {
    @Override
    public Outcome append(Batch batch, long deadlineNanos) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long backlog() {
      return 30;
    }
  }
}
