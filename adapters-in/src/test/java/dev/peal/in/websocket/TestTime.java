package dev.peal.in.websocket;

import dev.peal.application.port.out.Clock;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A clock and a timer that go on only when a test says so.
final class TestTime implements Clock, Timer {

  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
  private final Set<Pending> pending = new HashSet<>();

  @Override
  public long wallMillis() {
    return 1_800_000_000_000L + TimeUnit.NANOSECONDS.toMillis(nanos.get());
  }

  @Override
  public long monotonicNanos() {
    return nanos.get();
  }

  /// Lets time pass, and what is due run.
  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
    for (Optional<Pending> due = due(); due.isPresent(); due = due()) {
      pending.remove(due.get());
      due.get().run();
    }
  }

  private Optional<Pending> due() {
    return pending.stream()
        .filter(timeout -> timeout.atNanos <= nanos.get())
        .min(Comparator.comparingLong(timeout -> timeout.atNanos));
  }

  /// Timeouts that are neither due nor cancelled.
  int pending() {
    return pending.size();
  }

  @Override
  public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
    Pending timeout = new Pending(task, nanos.get() + unit.toNanos(delay));
    pending.add(timeout);
    return timeout;
  }

  @Override
  public Set<Timeout> stop() {
    return Set.copyOf(pending);
  }

  private final class Pending implements Timeout {
    private final TimerTask task;
    private final long atNanos;
    private boolean cancelled;
    private boolean expired;

    Pending(TimerTask task, long atNanos) {
      this.task = task;
      this.atNanos = atNanos;
    }

    void run() {
      expired = true;
      try {
        task.run(this);
      } catch (Exception bug) {
        throw new AssertionError("a timer task failed", bug);
      }
    }

    @Override
    public Timer timer() {
      return TestTime.this;
    }

    @Override
    public TimerTask task() {
      return task;
    }

    @Override
    public boolean isExpired() {
      return expired;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean cancel() {
      cancelled = pending.remove(this);
      return cancelled;
    }
  }
}
