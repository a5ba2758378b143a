package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  /// Always the largest value that may be drawn.
  private static final RandomGenerator HIGHEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  @Test
  void nextNanos_boundDoublesUpToTheMost() {
    Backoff backoff = new Backoff(100, 1000, HIGHEST);
    assertThat(new long[] {backoff.nextNanos(), backoff.nextNanos(), backoff.nextNanos()})
        .containsExactly(99, 199, 399);
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.nextNanos()).isBetween(799L, 999L);
    }
    assertThat(backoff.nextNanos()).isEqualTo(999);
  }

  @Test
  void reset_beginsAgain() {
    Backoff backoff = new Backoff(100, 1000, HIGHEST);
    backoff.nextNanos();
    backoff.nextNanos();
    backoff.reset();
    assertThat(backoff.nextNanos()).isEqualTo(99);
  }

  @Test
  void nextNanos_jitterIsFull() {
    Backoff backoff = new Backoff(1000, 1000, RandomGenerator.getDefault());
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 1000; i++) {
      least = Math.min(least, backoff.nextNanos());
    }
    assertThat(least).isLessThan(100);
  }
}
