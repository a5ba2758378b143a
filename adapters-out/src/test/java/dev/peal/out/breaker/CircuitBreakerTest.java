package dev.peal.out.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private final AtomicLong nanos = new AtomicLong();
  private final CircuitBreaker breaker = new CircuitBreaker(nanos::get, Duration.ofMillis(500));

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed();
    }
  }

  private void pass(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  @Test
  void failures_withASuccessInBetween_doNotOpenIt() {
    for (int i = 0; i < 10; i++) {
      fail(CircuitBreaker.FAILURES - 1);
      breaker.worked();
    }
    assertThat(breaker.mayTry()).isTrue();
    assertThat(breaker.awayNanos()).isEmpty();
  }

  @Test
  void failuresInARow_answerAllAtOnceButOneATime() {
    fail(CircuitBreaker.FAILURES);
    assertThat(breaker.mayTry()).isFalse();

    pass(500);
    assertThat(breaker.mayTry()).as("one tries").isTrue();
    assertThat(breaker.mayTry()).as("the others do not").isFalse();
    breaker.failed();
    assertThat(breaker.mayTry()).isFalse();
    assertThat(breaker.awayNanos()).hasValue(500_000_000);

    pass(500);
    assertThat(breaker.mayTry()).isTrue();
    breaker.worked();
    assertThat(breaker.mayTry()).isTrue();
    assertThat(breaker.awayNanos()).isEmpty();
  }

  @Test
  void try_ofWhichNothingIsHeard_doesNotKeepOthersOutForEver() {
    fail(CircuitBreaker.FAILURES);
    pass(500);
    assertThat(breaker.mayTry()).isTrue();

    pass(30_000);

    assertThat(breaker.mayTry()).isTrue();
  }

  /// Calls that began before it opened may work after it.
  @Test
  void success_ofACallFromBefore_closesIt() {
    fail(CircuitBreaker.FAILURES);
    breaker.worked();

    assertThat(breaker.mayTry()).isTrue();
    fail(CircuitBreaker.FAILURES - 1);
    assertThat(breaker.mayTry()).isTrue();
  }
}
