package dev.peal.application.posting;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A bounded stage beside the drainers for what has to be asked of a store: it has places and a
/// deadline of its own, so that a store that does not answer keeps no lane from a drainer but those
/// that need it.
///
/// At most [Limits#running] run at once and [Limits#waiting] wait; past that none is taken. One
/// that is not done within [Limits#deadlineNanos] is given up, and its place is free when the store
/// lets go of it. Thread-safe.
final class Lookups {

  private final Limits limits;
  private final Executor threads;
  private final Semaphore places;
  private final AtomicInteger admitted = new AtomicInteger();

  record Limits(int running, int waiting, long deadlineNanos) {
    static final Limits DEFAULT = new Limits(64, 4_096, TimeUnit.SECONDS.toNanos(2));
  }

  /// `threads` runs every task on a virtual thread of its own.
  Lookups(Limits limits, Executor threads) {
    this.limits = limits;
    this.threads = threads;
    this.places = new Semaphore(limits.running());
  }

  /// What came of one.
  sealed interface Result<T> {
    record Found<T>(T what) implements Result<T> {}

    /// The deadline passed.
    record Late<T>() implements Result<T> {}

    record Failed<T>(Throwable why) implements Result<T> {}
  }

  /// Runs `work` soon, and then `done` exactly once, on one of the threads; false, and neither
  /// runs, when there is no room.
  <T> boolean submit(Supplier<T> work, Consumer<Result<T>> done) {
    if (admitted.incrementAndGet() > limits.running() + limits.waiting()) {
      admitted.decrementAndGet();
      return false;
    }
    var lookup = new Lookup<>(work, done);
    try {
      threads.execute(() -> run(lookup));
    } catch (RuntimeException | Error notTaken) {
      admitted.decrementAndGet();
      return false;
    }
    try {
      threads.execute(() -> lookup.expire(limits.deadlineNanos()));
    } catch (RuntimeException | Error notTaken) {
      // Then the time-outs of the store itself have to do.
    }
    return true;
  }

  private <T> void run(Lookup<T> lookup) {
    try {
      if (places.tryAcquire(limits.deadlineNanos(), TimeUnit.NANOSECONDS)) {
        try {
          lookup.run();
        } finally {
          places.release();
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      admitted.decrementAndGet();
      lookup.finish(new Result.Late<>());
    }
  }

  private static final class Lookup<T> {
    private final Supplier<T> work;
    private final Consumer<Result<T>> done;
    private final AtomicBoolean finished = new AtomicBoolean();
    private final CountDownLatch end = new CountDownLatch(1);

    Lookup(Supplier<T> work, Consumer<Result<T>> done) {
      this.work = work;
      this.done = done;
    }

    void run() {
      if (finished.get()) {
        return;
      }
      Result<T> result;
      try {
        result = new Result.Found<>(work.get());
      } catch (RuntimeException | Error failure) {
        result = new Result.Failed<>(failure);
      }
      finish(result);
    }

    void expire(long nanos) {
      try {
        if (end.await(nanos, TimeUnit.NANOSECONDS)) {
          return;
        }
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
      finish(new Result.Late<>());
    }

    void finish(Result<T> result) {
      if (finished.compareAndSet(false, true)) {
        end.countDown();
        done.accept(result);
      }
    }
  }
}
