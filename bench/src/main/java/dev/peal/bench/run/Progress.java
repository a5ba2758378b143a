package dev.peal.bench.run;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Says on standard error how far long work is: at most a line every three seconds, and one at the
/// end. Thread-safe.
public final class Progress {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final String what;
  private final int total;
  private final long startedNanos = System.nanoTime();
  private long saidNanos = startedNanos;
  private int done;

  /// @param what as in `accounts registered`
  public Progress(String what, int total) {
    this.what = what;
    this.total = total;
  }

  /// Notes that one more is done.
  public synchronized void step() {
    done++;
    long now = System.nanoTime();
    if (done == total || now - saidNanos >= INTERVAL_NANOS) {
      saidNanos = now;
      double seconds = (now - startedNanos) / 1e9;
      say(String.format(Locale.ROOT, "%,d of %,d %s, %.1f s", done, total, what, seconds));
    }
  }

  /// Says one line.
  ///
  /// @throws BenchFailed when nobody reads it any more
  public static void say(String line) {
    System.err.println(line);
    if (System.err.checkError()) {
      throw new BenchFailed("standard error was closed");
    }
  }
}
