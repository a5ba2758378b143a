package dev.peal.out.security;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs work that burns a core for tens of milliseconds. It has platform threads of its own, which
/// the operating system takes turns among: on virtual threads, hashes would hold the few carriers
/// and with them everything else that the node does. A fixed number run, a fixed number wait, the
/// rest is refused. Thread-safe.
final class HashingPool implements AutoCloseable {

  private final ThreadPoolExecutor threads;

  HashingPool(int running, int waiting) {
    threads =
        new ThreadPoolExecutor(
            running,
            running,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().daemon().name("peal-hash-", 1).factory(),
            new ThreadPoolExecutor.AbortPolicy());
    threads.allowCoreThreadTimeOut(true);
  }

  /// The result of `work`; nothing when it was refused, or when the caller was interrupted while it
  /// waited (the flag stays set).
  <T> Optional<T> run(Callable<T> work) {
    Future<T> result;
    try {
      result = threads.submit(work);
    } catch (RejectedExecutionException refused) {
      return Optional.empty();
    }
    try {
      return Optional.of(result.get());
    } catch (InterruptedException interrupted) {
      result.cancel(false);
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException failure) {
      throw new IllegalStateException("hashing failed", failure.getCause());
    }
  }

  /// Refuses from now on; what runs or waits is still done.
  @Override
  public void close() {
    threads.shutdown();
  }
}
