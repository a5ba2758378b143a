package dev.peal.client;

import java.util.Arrays;

/// Disjoint ranges of seqs in order, never touching each other. Not thread-safe.
final class SeqRanges {
  private final int maxRanges;
  private long[] firsts = {};
  private long[] lasts = {};
  private int size;

  SeqRanges(int maxRanges) {
    this.maxRanges = maxRanges;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean contains(long seq) {
    for (int i = size - 1; i >= 0; i--) {
      if (seq >= firsts[i]) {
        return seq <= lasts[i];
      }
    }
    return false;
  }

  /// Whether all of a range is in one of these.
  boolean covers(long first, long last) {
    for (int i = size - 1; i >= 0; i--) {
      if (first >= firsts[i]) {
        return last <= lasts[i];
      }
    }
    return false;
  }

  void clear() {
    size = 0;
  }

  /// Whether the range can be added: at the bound only one that touches another can.
  boolean canTake(long first, long last) {
    if (size < maxRanges) {
      return true;
    }
    for (int i = 0; i < size; i++) {
      if (first <= lasts[i] + 1 && last >= firsts[i] - 1) {
        return true;
      }
    }
    return false;
  }

  /// Adds a range that may overlap others; only after [#canTake] said yes.
  void add(long first, long last) {
    int from = 0;
    while (from < size && lasts[from] + 1 < first) {
      from++;
    }
    int to = from;
    long low = first;
    long high = last;
    while (to < size && firsts[to] <= high + 1) {
      low = Math.min(low, firsts[to]);
      high = Math.max(high, lasts[to]);
      to++;
    }
    replace(from, to, low, high);
  }

  /// Forgets everything up to the cursor, and what touches it: answers the last of the range that
  /// continues the cursor, or the cursor itself.
  long continueFrom(long cursor) {
    long reached = cursor;
    int gone = 0;
    while (gone < size && firsts[gone] <= reached + 1) {
      reached = Math.max(reached, lasts[gone]);
      gone++;
    }
    System.arraycopy(firsts, gone, firsts, 0, size - gone);
    System.arraycopy(lasts, gone, lasts, 0, size - gone);
    size -= gone;
    return reached;
  }

  private void replace(int from, int to, long first, long last) {
    int newSize = size - (to - from) + 1;
    if (newSize > firsts.length) {
      int capacity = Math.max(4, 2 * newSize);
      firsts = Arrays.copyOf(firsts, capacity);
      lasts = Arrays.copyOf(lasts, capacity);
    }
    System.arraycopy(firsts, to, firsts, from + 1, size - to);
    System.arraycopy(lasts, to, lasts, from + 1, size - to);
    firsts[from] = first;
    lasts[from] = last;
    size = newSize;
  }
}
