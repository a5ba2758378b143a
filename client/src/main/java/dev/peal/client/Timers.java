package dev.peal.client;

/// Time and timers of one thread: everything runs on it, never inside the call that asks.
interface Timers {

  /// Monotonic; only differences mean something.
  long nanoTime();

  /// Runs the task once after a delay.
  Timer after(long delayNanos, Runnable task);

  /// Runs the task after what is already waiting for this thread.
  void soon(Runnable task);

  /// A task that waits.
  interface Timer {
    /// Does nothing when the task has run.
    void cancel();
  }
}
