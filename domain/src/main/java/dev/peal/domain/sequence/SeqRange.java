package dev.peal.domain.sequence;

/// Seqs from `first` to `last`, both included.
public record SeqRange(long first, long last) {

  public SeqRange {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException(
          "seqs: " + first + " to " + last + " (expected: 1 or more, in ascending order)");
    }
  }

  public long size() {
    return last - first + 1;
  }
}
