package dev.peal.out.clock;

import dev.peal.application.port.out.Clock;

/// The clocks of the machine that this process runs on. Stateless.
public final class SystemClock implements Clock {

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }
}
