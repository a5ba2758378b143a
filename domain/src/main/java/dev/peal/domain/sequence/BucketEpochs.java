package dev.peal.domain.sequence;

import java.util.Arrays;

/// The epochs under which the numbers of a batch were given: one for each bucket of the ledger that
/// it touched, in ascending order of buckets. Immutable; none where the ledger has no buckets.
public final class BucketEpochs {

  private static final BucketEpochs NONE = new BucketEpochs(new int[0], new long[0]);

  private final int[] buckets;
  private final long[] epochs;

  private BucketEpochs(int[] buckets, long[] epochs) {
    this.buckets = buckets;
    this.epochs = epochs;
  }

  /// Takes both arrays over: the caller must not touch them again. `buckets` is strictly ascending.
  public static BucketEpochs of(int[] buckets, long[] epochs) {
    if (buckets.length != epochs.length) {
      throw new IllegalArgumentException(
          "epochs: "
              + epochs.length
              + " (expected: one for each of "
              + buckets.length
              + " buckets)");
    }
    for (int i = 1; i < buckets.length; i++) {
      if (buckets[i - 1] >= buckets[i]) {
        throw new IllegalArgumentException(
            "buckets: " + buckets[i] + " after " + buckets[i - 1] + " (expected: ascending)");
      }
    }
    return buckets.length == 0 ? NONE : new BucketEpochs(buckets, epochs);
  }

  public static BucketEpochs none() {
    return NONE;
  }

  public int size() {
    return buckets.length;
  }

  public int bucket(int index) {
    return buckets[index];
  }

  public long epoch(int index) {
    return epochs[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BucketEpochs that
        && Arrays.equals(that.buckets, buckets)
        && Arrays.equals(that.epochs, epochs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(buckets) * 31 + Arrays.hashCode(epochs);
  }

  @Override
  public String toString() {
    return "BucketEpochs[" + buckets.length + "]";
  }
}
