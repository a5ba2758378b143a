package dev.peal.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 9_007_199_254_740_992L, Long.MAX_VALUE})
  void userId_outOfRange_isRefused(long value) {
    assertThatThrownBy(() -> new UserId(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("user id: " + value + " (expected: 1 to 9007199254740991)");
  }

  @Test
  void userId_inRange_isItsNumber() {
    assertThat(new UserId(1)).hasToString("1").isLessThan(new UserId(2));
    assertThat(new UserId(9_007_199_254_740_991L)).hasToString("9007199254740991");
  }
}
