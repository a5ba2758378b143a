package dev.peal.bench.crowd;

import dev.peal.bench.run.BenchFailed;
import dev.peal.client.PealAccounts;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Counts inbox rows in the server's store.
public final class RowCount {
  private static final long POLL_MILLIS = 5;
  private static final long QUIET_MILLIS = 100;

  private final PealAccounts server;
  private final String adminToken;

  public RowCount(PealAccounts server, String adminToken) {
    this.server = server;
    this.adminToken = adminToken;
  }

  /// What the server says of itself; `scan` counts the rows by reading the whole store.
  public PealAccounts.Stats stats(boolean scan) throws InterruptedException {
    try {
      return server.stats(adminToken, scan);
    } catch (IOException failure) {
      throw new BenchFailed("the server's statistics cannot be read", failure);
    }
  }

  /// Waits until the store counts this many rows.
  ///
  /// @return [System#nanoTime()] when it did, or -1 when it did not within the time
  public long await(long rows, long timeoutNanos) throws InterruptedException {
    long from = System.nanoTime();
    do {
      if (stats(false).inboxRows() >= rows) {
        return System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } while (System.nanoTime() - from < timeoutNanos);
    return -1;
  }

  /// Waits until the journal is expanded and the count rests, and answers it.
  public long awaitQuiet(long timeoutNanos) throws InterruptedException {
    long from = System.nanoTime();
    PealAccounts.Stats last = stats(false);
    while (System.nanoTime() - from < timeoutNanos) {
      TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
      PealAccounts.Stats next = stats(false);
      if (next.journalBacklogRecords() == 0 && next.inboxRows() == last.inboxRows()) {
        return next.inboxRows();
      }
      last = next;
    }
    throw new BenchFailed("the server's store does not come to rest: other traffic?");
  }
}
