package dev.peal.out.redis;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.application.port.out.StoreUnavailable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Raises ceilings before they are reached, so that sending neither waits for MySQL nor stops when
/// it does. A failure is left for the next notice: half a step is left when the first one comes.
///
/// Bounded: at most one entry a bucket waits, and one task runs. Thread-safe; guarded by its own
/// monitor.
final class CeilingsAhead implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CeilingsAhead.class);

  private final OutageLog outages =
      new OutageLog(log, System::nanoTime, "Ceilings of buckets are not raised");
  private final Epochs epochs;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// By bucket the ceiling that was known when it was noted.
  private final Map<Integer, Long> waiting = new HashMap<>();

  private boolean running;

  CeilingsAhead(Epochs epochs) {
    this.epochs = epochs;
  }

  /// Notes that of these buckets, as they are in `known`, less than half a step is left. Never
  /// waits.
  void note(Collection<Integer> buckets, List<Bucket> known) {
    if (buckets.isEmpty()) {
      return;
    }
    synchronized (this) {
      buckets.forEach(i -> waiting.merge(i, known.get(i).ceiling(), Math::max));
      if (running) {
        return;
      }
      running = true;
    }
    try {
      threads.execute(this::raiseAll);
    } catch (RuntimeException | Error notStarted) {
      synchronized (this) {
        running = false;
      }
      log.debug("Ceilings are not raised now", notStarted);
    }
  }

  private void raiseAll() {
    while (true) {
      Map<Integer, Long> next = take();
      if (next.isEmpty()) {
        return;
      }
      List<Bucket> known = epochs.known();
      // One that was raised since it was noted has enough.
      List<Integer> buckets = new ArrayList<>();
      next.forEach((i, ceiling) -> {
        if (known.get(i).ceiling() <= ceiling) {
          buckets.add(i);
        }
      });
      try {
        epochs.raise(buckets, buckets.stream().map(i -> known.get(i).ceiling()).toList());
        outages.worked();
      } catch (StoreUnavailable later) {
        outages.failed(later.getMessage());
      } catch (RuntimeException | Error bug) {
        outages.broke(bug);
      }
    }
  }

  private synchronized Map<Integer, Long> take() {
    Map<Integer, Long> next = Map.copyOf(waiting);
    waiting.clear();
    running = !next.isEmpty();
    return next;
  }

  @Override
  public void close() {
    threads.close();
  }
}
