package dev.peal.domain.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTest {

  @ParameterizedTest
  @ValueSource(strings = {"ada", "a.b", "_x-", "0123456789", "abcdefghijklmnopqrstuvwxyz.-_012"})
  void check_allowed_isKeptAsItIs(String raw) {
    assertThat(Username.check("username", raw)).isEqualTo(new Checked.Valid<>(new Username(raw)));
  }

  @Test
  void check_asciiCapitals_areLowered() {
    assertThat(Username.check("username", "ADA.Lovelace"))
        .isEqualTo(new Checked.Valid<>(new Username("ada.lovelace")));
  }

  @Test
  void check_kelvinSign_isRefusedThoughItsLowerCaseIsAscii() {
    assertThat(Username.check("username", "\u212Aelvin"))
        .isEqualTo(broken("U+212A (expected: 3 to 32 of a-z 0-9 . _ -)"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "ab, 2 characters",
    "abcdefghijklmnopqrstuvwxyz.-_0123, 33 characters",
    "'ada ', U+0020",
    "ad\u00E4, U+00E4",
    "ad@a, U+0040",
    "'ad\u0000', U+0000",
    "ad\uD83D\uDE00, U+1F600",
    "ad\u202E, U+202E"
  })
  void check_refused_namesSizeOrCodePoint(String raw, String found) {
    assertThat(Username.check("username", raw))
        .isEqualTo(broken(found + " (expected: 3 to 32 of a-z 0-9 . _ -)"));
  }

  @Test
  void check_huge_namesItsSizeOnly() {
    assertThat(Username.check("username", "a".repeat(10_000)))
        .isEqualTo(broken("10000 characters (expected: 3 to 32 of a-z 0-9 . _ -)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "Ada", "ad a"})
  void constructor_notAChecksResult_throws(String value) {
    assertThatThrownBy(() -> new Username(value)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Checked<Username> broken(String rest) {
    return new Checked.Broken<>("username", "username: " + rest);
  }
}
