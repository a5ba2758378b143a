package dev.peal.out.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.PasswordHasherContract;
import dev.peal.application.port.out.PasswordHasher;
import dev.peal.application.port.out.PasswordHasher.Match;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2PasswordHasherTest extends PasswordHasherContract {

  /// From the tests of the reference implementation in C.
  private static final String REFERENCE =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  private final Argon2PasswordHasher hasher =
      new Argon2PasswordHasher(new Argon2Settings(64, 1, 1, 1, 8));

  @AfterEach
  void close() {
    hasher.close();
  }

  @Override
  protected PasswordHasher hasher() {
    return hasher;
  }

  @Test
  void hash_defaults_areThoseOfOwasp() {
    try (Argon2PasswordHasher defaults = new Argon2PasswordHasher(Argon2Settings.defaults())) {
      assertThat(defaults.hash("password1").orElseThrow())
          .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    }
  }

  @Test
  void match_hashOfOtherParameters_isStillRead() {
    try (Argon2PasswordHasher other =
        new Argon2PasswordHasher(new Argon2Settings(128, 3, 1, 1, 8))) {
      String hash = other.hash("password1").orElseThrow();

      assertThat(hasher.match("password1", hash)).isEqualTo(Match.SAME);
      assertThat(hasher.match("password2", hash)).isEqualTo(Match.DIFFERENT);
    }
  }

  @Test
  void match_hashOfAnotherImplementation_isRead() {
    assertThat(hasher.match("password", REFERENCE)).isEqualTo(Match.SAME);
    assertThat(hasher.match("passwore", REFERENCE)).isEqualTo(Match.DIFFERENT);
  }

  @Test
  void close_afterwards_refuses() {
    String hash = hasher.hash("password1").orElseThrow();
    hasher.close();

    assertThat(hasher.hash("password1")).isEmpty();
    assertThat(hasher.match("password1", hash)).isEqualTo(Match.OVERLOADED);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 1, 1, 1, 1, auth.argon2-memory-kib: 7 (expected: 8 to 1048576)",
    "15, 1, 2, 1, 1, auth.argon2-memory-kib: 15 (expected: 16 to 1048576)",
    "64, 0, 1, 1, 1, auth.argon2-iterations: 0 (expected: 1 to 100)",
    "64, 1, 0, 1, 1, auth.argon2-parallelism: 0 (expected: 1 to 64)",
    "64, 1, 1, 0, 1, auth.hash-threads: 0 (expected: 1 to 1024)",
    "64, 1, 1, 1, 0, auth.hash-waiting: 0 (expected: 1 to 100000)",
  })
  void settings_outOfRange_nameKeyValueAndRange(
      int memory, int iterations, int parallelism, int threads, int waiting, String message) {
    assertThatThrownBy(() -> new Argon2Settings(memory, iterations, parallelism, threads, waiting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
