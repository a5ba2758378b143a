package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.Delivery;
import dev.peal.domain.message.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/// Shows a batch to parts of its recipients in parallel, and waits for all of them. However many
/// batches are shown at once, only so many parts are on their way. Thread-safe.
final class ParallelDelivery implements Delivery {

  private final int parts;
  private final Semaphore places;
  private final Executor threads;
  private final Delivery target;

  /// `parts` is also how many are on their way at most.
  ParallelDelivery(int parts, Executor threads, Delivery target) {
    this.parts = parts;
    this.places = new Semaphore(parts);
    this.threads = threads;
    this.target = target;
  }

  @Override
  public void deliver(Batch batch) {
    int recipients = batch.recipients().size();
    List<CompletableFuture<?>> running = new ArrayList<>(parts);
    for (int part = 0; part < parts; part++) {
      int from = (int) ((long) recipients * part / parts);
      int to = (int) ((long) recipients * (part + 1) / parts);
      if (from < to) {
        places.acquireUninterruptibly();
        running.add(CompletableFuture.runAsync(() -> show(batch, from, to), threads));
      }
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new)).join();
  }

  private void show(Batch batch, int from, int to) {
    try {
      target.deliver(Batches.part(batch, from, to));
    } finally {
      places.release();
    }
  }
}
