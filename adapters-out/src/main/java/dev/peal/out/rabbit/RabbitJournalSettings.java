package dev.peal.out.rabbit;

/// How much may be on its way to the broker. A wrong value is an `IllegalArgumentException` that
/// names the key, the value and what was expected.
///
/// @param channels `rabbitmq.channels` that records are published on; those of one queue always
///   take the same
/// @param unconfirmedRecords `rabbitmq.unconfirmed-records`, waiting for their confirm at once; one
///   more is refused
/// @param unconfirmedBytes `rabbitmq.unconfirmed-bytes`, of those records together; what would pass
///   it is refused
public record RabbitJournalSettings(int channels, int unconfirmedRecords, long unconfirmedBytes) {

  public RabbitJournalSettings {
    require("journal channels", channels, 1, 64);
    require("journal unconfirmed-records", unconfirmedRecords, 1, 100_000);
    require("journal unconfirmed-bytes", unconfirmedBytes, 1 << 20, 1L << 36);
  }

  public static RabbitJournalSettings defaults() {
    return new RabbitJournalSettings(4, 1_024, 64L << 20);
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
