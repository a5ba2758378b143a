package dev.peal.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// The timers of an event loop.
record LoopTimers(EventLoop loop) implements Timers {

  @Override
  public long nanoTime() {
    return loop.ticker().nanoTime();
  }

  @Override
  public Timer after(long delayNanos, Runnable task) {
    ScheduledFuture<?> scheduled = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void soon(Runnable task) {
    loop.execute(task);
  }
}
