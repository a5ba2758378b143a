package dev.peal.out.rabbit;

import java.time.Duration;

/// How far each queue of the journal may be behind before batches for it are refused. A wrong value
/// is an `IllegalArgumentException` that names the key, the value and what was expected.
///
/// @param records `journal.max-lag-records`, that lie in one queue
/// @param bytes `journal.max-lag-bytes`, of those
/// @param age `journal.max-lag-age`, since which its rows stand still
public record JournalLagSettings(long records, long bytes, Duration age) {

  public JournalLagSettings {
    require("journal.max-lag-records", records, 10_000, 1_000_000_000);
    require("journal.max-lag-bytes", bytes, 1 << 20, 1L << 50);
    require("journal.max-lag-age (in ms)", age.toMillis(), 5_000, 30L * 24 * 3_600 * 1_000);
  }

  public static JournalLagSettings defaults() {
    return new JournalLagSettings(100_000, 1L << 30, Duration.ofHours(1));
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
