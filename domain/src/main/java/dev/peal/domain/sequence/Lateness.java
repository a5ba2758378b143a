package dev.peal.domain.sequence;

import java.util.OptionalLong;

/// Whether a batch came too late to be stored. All in microseconds since 1970-01-01T00:00:00Z.
///
/// Once the watermark of its queue is more than the grace above the stamp of a row, holes below
/// that row may have been called dead (see [Holes]), and none of them may be filled any more. A
/// batch fills holes below rows with stamps from its own lowest on. When a bucket has gone on to
/// another epoch, rows of that one lie above all of the batch's, and they begin with the stamp at
/// which it opened. So the batch counts as from the earlier of the two.
///
/// The watermark and the openings must be read in the transaction that writes the batch, and
/// neither may change before that is committed.
public final class Lateness {

  private Lateness() {}

  /// Whether the batch is late. `lowestStamp` is the lowest of its stamps, `epochs` those under
  /// which its numbers were given.
  public static boolean isLate(
      long lowestStamp, BucketEpochs epochs, Openings openings, long watermark, long grace) {
    return watermark - grace > countsFrom(lowestStamp, epochs, openings);
  }

  private static long countsFrom(long lowestStamp, BucketEpochs epochs, Openings openings) {
    long earliest = lowestStamp;
    for (int i = 0; i < epochs.size(); i++) {
      OptionalLong opened = openings.ofTheOneAfter(epochs.bucket(i), epochs.epoch(i));
      earliest = Math.min(earliest, opened.orElse(earliest));
    }
    return earliest;
  }

  /// When epochs opened.
  @FunctionalInterface
  public interface Openings {

    /// The opening of the epoch that followed `epoch` in the bucket; nothing when none has. Those
    /// after it opened no earlier.
    OptionalLong ofTheOneAfter(int bucket, long epoch);
  }
}
