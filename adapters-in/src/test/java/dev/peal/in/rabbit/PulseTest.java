package dev.peal.in.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.StoreUnavailable;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PulseTest {

  private Supplier<OptionalLong> progress = () -> OptionalLong.of(7);
  private final Pulse pulse = new Pulse(TimeUnit.SECONDS.toNanos(15), () -> progress.get());
  private long nowMillis;

  /// Ticks twice a second for a while; how often the queue was found deaf meanwhile.
  private int tick(int seconds, boolean idle, boolean comesOut) {
    int found = 0;
    for (int i = 0; i < 2 * seconds; i++) {
      nowMillis += 500;
      if (comesOut) {
        pulse.heard();
      }
      pulse.confirmed(TimeUnit.MILLISECONDS.toNanos(nowMillis));
      found += pulse.look(TimeUnit.MILLISECONDS.toNanos(nowMillis), idle) ? 1 : 0;
    }
    return found;
  }

  @Test
  void look_nothingComesOutAnywhere_isDeafOnceAfterItsTime() {
    assertThat(tick(14, true, false)).isZero();
    assertThat(tick(5, true, false)).isEqualTo(1);
    assertThat(pulse.deaf()).isTrue();
    assertThat(pulse.times()).isEqualTo(1);
  }

  @Test
  void look_stillDeaf_isSaidAgainAfterTwiceTheTime() {
    tick(19, true, false);

    assertThat(tick(24, true, false)).isZero();
    assertThat(tick(10, true, false)).isEqualTo(1);
    assertThat(pulse.times()).isEqualTo(2);
    assertThat(tick(3_600, true, false)).isLessThan(20);
  }

  @Test
  void look_somethingComesOutHere_isAlive() {
    tick(19, true, false);

    assertThat(tick(60, true, true)).isZero();
    assertThat(pulse.deaf()).isFalse();
    assertThat(tick(19, true, false)).isEqualTo(1);
    assertThat(pulse.times()).isEqualTo(1);
  }

  @Test
  void look_anotherNodeWorksItOff_isAlive() {
    progress = () -> OptionalLong.of(nowMillis / 10_000);

    assertThat(tick(120, true, false)).isZero();
  }

  @Test
  void look_anotherNodeIsAtIt_isAlive() {
    progress = OptionalLong::empty;

    assertThat(tick(120, true, false)).isZero();
  }

  @Test
  void look_storeIsAway_nothingIsConcluded_norAtOnceWhenItIsBack() {
    progress =
        () -> {
          throw new StoreUnavailable("away", true);
        };
    assertThat(tick(120, true, false)).isZero();

    progress = () -> OptionalLong.of(7);
    assertThat(tick(14, true, false)).isZero();
    assertThat(tick(5, true, false)).isEqualTo(1);
  }

  @Test
  void look_workerIsBusyOrNotConnected_isNoVerdict() {
    assertThat(tick(120, false, false)).isZero();
  }

  @Test
  void look_noTickWasConfirmed_isNoVerdict() {
    for (int i = 0; i < 100; i++) {
      nowMillis += 500;
      assertThat(pulse.look(TimeUnit.MILLISECONDS.toNanos(nowMillis), true)).isFalse();
    }
  }

  @Test
  void look_healthy_neverAsksTheStore() {
    progress =
        () -> {
          throw new AssertionError("asked");
        };

    assertThat(tick(60, true, true)).isZero();
  }
}
