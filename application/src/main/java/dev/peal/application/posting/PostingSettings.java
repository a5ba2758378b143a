package dev.peal.application.posting;

import java.time.Duration;

/// The bounds of the posting road.
///
/// - `laneMessages`, `laneBytes`: what one conversation may have queued.
/// - `queuedMessages`, `queuedBytes`: what all conversations together may have queued.
/// - `batchMessages`, `batchBytes`, `batchRows`: the most that one batch takes; rows are messages
///   times members, and one message always fits.
/// - `largeMembers`: members from which on a conversation has a pace: beyond a burst, its batches
///   keep a distance, and its rows a rate.
/// - `rowsPerSecond`: that rate, for each large conversation. It may be five seconds ahead of it,
///   and has at most as many rows queued as are due in another five.
/// - `concurrentBatches`: lanes that are drained at the same time.
/// - `confirmTimeout`: how long a batch may wait for the journal, from before its allotment on.
public record PostingSettings(
    int laneMessages,
    long laneBytes,
    int queuedMessages,
    long queuedBytes,
    int batchMessages,
    long batchBytes,
    long batchRows,
    int largeMembers,
    long rowsPerSecond,
    int concurrentBatches,
    Duration confirmTimeout) {

  public PostingSettings {
    require("posting.lane-messages", laneMessages, 1, 1_000_000);
    require("posting.lane-bytes", laneBytes, 1 << 17, 1L << 40);
    require("posting.queued-messages", queuedMessages, laneMessages, 10_000_000);
    require("posting.queued-bytes", queuedBytes, laneBytes, 1L << 40);
    require("posting.batch-messages", batchMessages, 1, 10_000);
    require("posting.batch-bytes", batchBytes, 1 << 10, 1 << 26);
    require("posting.batch-rows", batchRows, 1, 10_000_000);
    require("posting.large-members", largeMembers, 2, Integer.MAX_VALUE);
    require("posting.rows-per-second", rowsPerSecond, 1_000, 1_000_000_000);
    require("posting.concurrent-batches", concurrentBatches, 1, 10_000);
    if (confirmTimeout.toMillis() < 100 || confirmTimeout.toMinutes() > 10) {
      throw new IllegalArgumentException(
          "posting.confirm-timeout: "
              + confirmTimeout.toMillis()
              + " ms (expected: 100 ms to 10 min)");
    }
  }

  /// Fit for one node of a few cores with the embedded store.
  public static PostingSettings defaults() {
    return new PostingSettings(
        4_096,
        8L << 20,
        100_000,
        128L << 20,
        512,
        512L << 10,
        300_000,
        64,
        5_000_000,
        64,
        Duration.ofSeconds(10));
  }

  /// The same with other rows a second.
  public PostingSettings withRowsPerSecond(long rows) {
    return new PostingSettings(
        laneMessages,
        laneBytes,
        queuedMessages,
        queuedBytes,
        batchMessages,
        batchBytes,
        batchRows,
        largeMembers,
        rows,
        concurrentBatches,
        confirmTimeout);
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
