package dev.peal.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The contract of [Clock].
public abstract class ClockContract {

  /// The clock under test.
  protected abstract Clock clock();

  @Test
  void wallMillis_countFromTheEpoch() {
    assertThat(Instant.ofEpochMilli(clock().wallMillis()))
        .isBetween(
            Instant.now().minus(Duration.ofHours(1)), Instant.now().plus(Duration.ofHours(1)));
  }

  @Test
  void monotonicNanos_neverGoBackAndDoGoOn() {
    long first = clock().monotonicNanos();
    long last = first;
    while (last - first < 1_000_000) {
      long next = clock().monotonicNanos();
      assertThat(next - last).isNotNegative();
      last = next;
    }
    assertThat(last - first).isLessThan(Duration.ofMinutes(1).toNanos());
  }
}
