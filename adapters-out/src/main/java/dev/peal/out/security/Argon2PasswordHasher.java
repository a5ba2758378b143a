package dev.peal.out.security;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.peal.application.port.out.PasswordHasher;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/// Argon2id (RFC 9106) in the text form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Thread-safe.
public final class Argon2PasswordHasher implements PasswordHasher, AutoCloseable {

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final Argon2Function function;
  private final HashingPool pool;
  private final SecureRandom random = new SecureRandom();

  public Argon2PasswordHasher(Argon2Settings settings) {
    this.function =
        Argon2Function.getInstance(
            settings.memoryKib(),
            settings.iterations(),
            settings.parallelism(),
            HASH_BYTES,
            Argon2.ID,
            Argon2Function.ARGON2_VERSION_13);
    this.pool = new HashingPool(settings.threads(), settings.waiting());
  }

  @Override
  public Optional<String> hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return pool.run(() -> function.hash(bytes(password), salt).getResult());
  }

  @Override
  public Match match(String password, String hash) {
    return pool.run(() -> compare(password, hash)).orElse(Match.OVERLOADED);
  }

  private static Match compare(String password, String hash) {
    boolean same =
        Argon2Function.getInstanceFromHash(hash)
            .check(bytes(password), hash.getBytes(StandardCharsets.US_ASCII));
    return same ? Match.SAME : Match.DIFFERENT;
  }

  private static byte[] bytes(String password) {
    return password.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    pool.close();
  }
}
