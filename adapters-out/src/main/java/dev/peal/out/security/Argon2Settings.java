package dev.peal.out.security;

/// What a password hash costs, and how many are made at once. The defaults of the first three are
/// those that OWASP recommends for Argon2id; lower ones are for tests and benchmarks alone. Stored
/// hashes carry their own parameters, so that changing these leaves old ones good.
public record Argon2Settings(
    int memoryKib, int iterations, int parallelism, int threads, int waiting) {

  public Argon2Settings {
    require("auth.argon2-parallelism", parallelism, 1, 64);
    require("auth.argon2-memory-kib", memoryKib, 8 * parallelism, 1 << 20);
    require("auth.argon2-iterations", iterations, 1, 100);
    require("auth.hash-threads", threads, 1, 1_024);
    require("auth.hash-waiting", waiting, 1, 100_000);
  }

  /// The recommended cost, as many at once as there are cores, and 256 waiting.
  public static Argon2Settings defaults() {
    return new Argon2Settings(19 * 1024, 2, 1, Runtime.getRuntime().availableProcessors(), 256);
  }

  private static void require(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
