package dev.peal.out.redis;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.StoreUnavailable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices while the node runs that the durable epochs and ceilings have gone back: while Redis
/// lives, nothing else would ask for them. One read each [#PERIOD_MILLIS]; one virtual thread.
final class DurableWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DurableWatch.class);
  private static final long PERIOD_MILLIS = 2_000;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final Epochs epochs;
  private final Clock clock;
  private final CountDownLatch stop = new CountDownLatch(1);

  DurableWatch(Epochs epochs, Clock clock) {
    this.epochs = epochs;
    this.clock = clock;
    Thread.ofVirtual().name("peal-durable-epochs").start(this::run);
  }

  private void run() {
    try {
      while (!stop.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          epochs.compareWithDurable(clock.monotonicNanos() + PATIENCE_NANOS);
        } catch (StoreUnavailable later) {
          log.debug("The durable epochs cannot be compared: {}", later.getMessage());
        } catch (RuntimeException bug) {
          log.error("The durable epochs cannot be compared", bug);
        }
      }
    } catch (InterruptedException down) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
