package dev.peal.application.syncing;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads of one store for callers who can do without: each is waited for only so long, and while
/// the last one failed, none is made for a second. So a store that stands still holds nobody up,
/// and few reads hang in it: at most [#MOST], beyond which there are no more.
///
/// Thread-safe. A read runs on a virtual thread of its own, and goes on when nobody waits any more.
final class ReadsInTime {

  private static final Logger log = LoggerFactory.getLogger(ReadsInTime.class);
  private static final int MOST = 256;
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Clock clock;
  private final Duration patience;
  private final Semaphore places = new Semaphore(MOST);
  private volatile long failedNanos;
  private volatile boolean failing;

  ReadsInTime(Clock clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  /// What was read, or nothing when it cannot be read now.
  <T> Optional<T> read(Supplier<T> reading) {
    if (rests() || !places.tryAcquire()) {
      return Optional.empty();
    }
    var task =
        new FutureTask<>(() -> {
          try {
            return reading.get();
          } finally {
            places.release();
          }
        });
    Thread.ofVirtual().start(task);
    try {
      T found = task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      failing = false;
      return Optional.of(found);
    } catch (TimeoutException slow) {
      failed("no answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof StoreUnavailable away)) {
        throw new IllegalStateException(failure.getCause());
      }
      failed(String.valueOf(away.getMessage()));
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private boolean rests() {
    return failing && clock.monotonicNanos() - failedNanos < REST_NANOS;
  }

  private void failed(String why) {
    if (!failing) {
      log.warn("Sessions begin without what a store knows of them: {}", why);
    }
    failedNanos = clock.monotonicNanos();
    failing = true;
  }
}
