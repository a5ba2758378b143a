package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StallWatchTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final StallWatch watch = new StallWatch(nanos::get);

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void readsLate_loopAtWork_no() {
    for (int i = 0; i < 20; i++) {
      pass(120);
      assertThat(watch.readsLate()).isFalse();
      watch.tick();
      assertThat(watch.readsLate()).isFalse();
    }
  }

  @Test
  void readsLate_rightAfterAStallAndBeforeTheTick_yes() {
    pass(600);

    assertThat(watch.readsLate()).isTrue();
  }

  @Test
  void readsLate_afterTheTickThatEndsAStall_yesForAWhile() {
    pass(5_000);
    watch.tick();
    assertThat(watch.readsLate()).isTrue();

    for (int i = 0; i < 6; i++) {
      pass(100);
      watch.tick();
    }
    assertThat(watch.readsLate()).isFalse();
  }
}
