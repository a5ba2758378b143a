package dev.peal.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// Timers whose time passes when a test says so.
final class FakeTimers implements Timers {
  private final List<Waiting> waiting = new ArrayList<>();
  private final Deque<Runnable> soon = new ArrayDeque<>();
  private long now;
  private long numbered;

  private record Waiting(long at, long number, Runnable task) {}

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Timer after(long delayNanos, Runnable task) {
    Waiting timer = new Waiting(now + delayNanos, numbered++, task);
    waiting.add(timer);
    return () -> waiting.remove(timer);
  }

  @Override
  public void soon(Runnable task) {
    soon.add(task);
  }

  /// Runs what is due now.
  void settle() {
    pass(Duration.ZERO);
  }

  /// Lets time pass, running everything that falls due on the way.
  void pass(Duration time) {
    long until = now + time.toNanos();
    while (true) {
      for (Runnable task = soon.poll(); task != null; task = soon.poll()) {
        task.run();
      }
      Waiting next =
          waiting.stream()
              .filter(timer -> timer.at <= until)
              .min(Comparator.comparingLong(Waiting::at).thenComparingLong(Waiting::number))
              .orElse(null);
      if (next == null) {
        now = until;
        return;
      }
      waiting.remove(next);
      now = Math.max(now, next.at);
      next.task.run();
    }
  }

  int count() {
    return waiting.size();
  }
}
