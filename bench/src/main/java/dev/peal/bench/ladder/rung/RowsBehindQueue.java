package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.Journal;
import dev.peal.domain.message.Batch;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// The journal is a queue in RabbitMQ: an append is confirmed when the broker has the batch on its
/// disk, and [RowWriter] writes its rows later. Thread-safe; blocks.
final class RowsBehindQueue implements Journal {

  private static final long RETRY_MILLIS = 500;

  private final BodyFormat format;
  private final Publisher publisher;
  private final AtomicLong inQueue;

  /// `inQueue` counts batches without rows; whoever writes them lowers it.
  RowsBehindQueue(BodyFormat format, Publisher publisher, AtomicLong inQueue) {
    this.format = format;
    this.publisher = publisher;
    this.inQueue = inQueue;
  }

  @Override
  public Outcome append(Batch batch, long deadlineNanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    inQueue.incrementAndGet();
    try {
      if (publisher.publish(format.encode(batch), Math.max(1, millis))) {
        return new Outcome.Confirmed();
      }
      inQueue.decrementAndGet();
      return new Outcome.Refused("RabbitMQ refuses it", RETRY_MILLIS);
    } catch (TimeoutException late) {
      return new Outcome.Unknown("RabbitMQ does not confirm");
    } catch (IOException | RuntimeException broken) {
      return new Outcome.Unknown("RabbitMQ: " + broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown("interrupted");
    }
  }

  @Override
  public long backlog() {
    return Math.max(0, inQueue.get());
  }
}
