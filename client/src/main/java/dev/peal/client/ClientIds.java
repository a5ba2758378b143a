package dev.peal.client;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Names messages. A name begins with the server's time, as it was told last and carried on by a
/// monotonic clock, whatever this machine's own clock says: so a server that has lost its memory of
/// sends can tell that what was named after the loss is new. Before the first welcome the time is
/// not known, and names have none; the server then looks for them before it takes them for new.
///
/// Thread-safe.
final class ClientIds {
  private static final int UNIQUE_BYTES = 9;
  private static final int RADIX = 32;
  private static final int TIME_DIGITS = 9;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final LongSupplier nanoTime;
  private final AtomicLong count = new AtomicLong();
  private final String prefix;
  private volatile @Nullable Told told;

  /// What the server's clock said, and what the monotonic one said when that was heard.
  private record Told(long serverMillis, long atNanos) {}

  ClientIds(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    byte[] unique = new byte[UNIQUE_BYTES];
    RANDOM.nextBytes(unique);
    this.prefix = HexFormat.of().formatHex(unique) + '-';
  }

  /// Takes in the server's time; 0 says that it did not tell.
  void told(long serverMillis) {
    if (serverMillis > 0) {
      told = new Told(serverMillis, nanoTime.getAsLong());
    }
  }

  /// A name that no message has.
  String next() {
    return withTime(prefix + count.incrementAndGet());
  }

  /// The time, if it is known, and then `name`.
  String withTime(String name) {
    Told last = told;
    if (last == null) {
      return name;
    }
    long since = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - last.atNanos());
    String digits = Long.toString(last.serverMillis() + since, RADIX);
    return "~" + "0".repeat(TIME_DIGITS - digits.length()) + digits + "-" + name;
  }
}
