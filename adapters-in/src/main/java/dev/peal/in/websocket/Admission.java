package dev.peal.in.websocket;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets a bounded number of blocking tasks run at once on virtual threads, and a bounded number
/// wait for their turn. Thread-safe.
final class Admission {

  static final int RUNNING = 64;
  static final int WAITING = 20_000;

  private final Executor threads;
  private final Semaphore turns = new Semaphore(RUNNING);
  private final AtomicInteger admitted = new AtomicInteger();

  /// `threads` runs every task on a virtual thread of its own.
  Admission(Executor threads) {
    this.threads = threads;
  }

  /// Runs a task soon, or refuses it: false, and it will not run.
  boolean submit(Runnable task) {
    if (admitted.incrementAndGet() > RUNNING + WAITING) {
      admitted.decrementAndGet();
      return false;
    }
    try {
      threads.execute(() -> run(task));
    } catch (RejectedExecutionException goingDown) {
      admitted.decrementAndGet();
      return false;
    }
    return true;
  }

  private void run(Runnable task) {
    turns.acquireUninterruptibly();
    try {
      task.run();
    } finally {
      turns.release();
      admitted.decrementAndGet();
    }
  }
}
