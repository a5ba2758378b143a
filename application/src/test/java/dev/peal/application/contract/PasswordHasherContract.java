package dev.peal.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.PasswordHasher;
import dev.peal.application.port.out.PasswordHasher.Match;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract of [PasswordHasher].
public abstract class PasswordHasherContract {

  /// The hasher under test, not busy.
  protected abstract PasswordHasher hasher();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678",
        "correct horse battery staple",
        "\u00E4\u00F6\uD83D\uDE00\u0000 \n\t",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      })
  void match_theSamePassword_isSame(String password) {
    String hash = hasher().hash(password).orElseThrow();

    assertThat(hasher().match(password, hash)).isEqualTo(Match.SAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Password1", "password", "password12", "password1 ", ""})
  void match_anotherPassword_isDifferent(String other) {
    String hash = hasher().hash("password1").orElseThrow();

    assertThat(hasher().match(other, hash)).isEqualTo(Match.DIFFERENT);
  }

  @Test
  void hash_twice_differsAndDoesNotContainThePassword() {
    String one = hasher().hash("password1").orElseThrow();
    String other = hasher().hash("password1").orElseThrow();

    assertThat(one).isNotEqualTo(other).doesNotContain("password1");
  }
}
