package dev.peal.bench.ladder.rung;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was opened for the road, to be closed in reverse. Thread-safe.
final class OpenParts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OpenParts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /// Threads are not waited for: what they have not done is of no use any more.
  <T extends ExecutorService> T keepThreads(T threads) {
    var _ = keep((AutoCloseable) threads::shutdownNow);
    return threads;
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failure) {
        log.warn("A part of the road was not closed in order: {}", failure.getMessage());
      }
    }
  }
}
