package dev.peal.in.websocket;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/// Runs what it is given when a test says so, on the test's thread.
final class ManualThreads implements Executor {

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  int waiting() {
    return tasks.size();
  }

  /// Runs the newest task before all others, as threads may.
  void runNewest() {
    tasks.removeLast().run();
  }

  /// Runs the oldest task; false when there is none.
  boolean runOne() {
    Runnable task = tasks.poll();
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }
}
