package dev.peal.domain.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordRuleTest {

  @ParameterizedTest
  @CsvSource({"8", "256"})
  void check_lengthAtTheBounds_isKept(int length) {
    String password = "\u0000".repeat(length);
    assertThat(PasswordRule.check("password", password)).isEqualTo(new Checked.Valid<>(password));
  }

  @ParameterizedTest
  @CsvSource({"0, empty", "7, 7 characters", "257, 257 characters"})
  void check_outOfBounds_namesTheSizeOnly(int length, String found) {
    assertThat(PasswordRule.check("password", "x".repeat(length)))
        .isEqualTo(
            new Checked.Broken<>(
                "password", "password: " + found + " (expected: 8 to 256 characters)"));
  }

  @Test
  void check_countsCodePoints() {
    assertThat(PasswordRule.check("password", "\uD83D\uDE00".repeat(7)))
        .isInstanceOf(Checked.Broken.class);
  }
}
