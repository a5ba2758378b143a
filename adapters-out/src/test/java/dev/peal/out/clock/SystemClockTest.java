package dev.peal.out.clock;

import dev.peal.application.contract.ClockContract;
import dev.peal.application.port.out.Clock;

class SystemClockTest extends ClockContract {

  @Override
  protected Clock clock() {
    return new SystemClock();
  }
}
