package dev.peal.domain.sequence;

import java.util.ArrayList;
import java.util.List;

/// The verdict on seqs of an inbox that have no row, below rows that are there.
///
/// A hole is *dead* when no row can ever come into it, and *pending* while one still may. Seqs of a
/// user are given in the order of their stamps, so everything given before a row has a stamp at
/// most the row's; once the watermark has passed that stamp by more than the grace, everything up
/// to it is decided. Above the last row there is no verdict.
///
/// The watermark must have been read before the rows were: between the two a row may have come in
/// and the watermark risen past it.
public record Holes(List<SeqRange> dead, List<SeqRange> pending) {

  public Holes {
    dead = List.copyOf(dead);
    pending = List.copyOf(pending);
  }

  /// Judges the holes above `after` and below the last of `seqs`, which ascend; `stamps[i]` is the
  /// stamp of the row `seqs[i]`.
  public static Holes judge(long after, long[] seqs, long[] stamps, long watermark, long grace) {
    List<SeqRange> dead = new ArrayList<>();
    List<SeqRange> pending = new ArrayList<>();
    long expected = after + 1;
    for (int i = 0; i < seqs.length; i++) {
      if (seqs[i] > expected) {
        var hole = new SeqRange(expected, seqs[i] - 1);
        (watermark > stamps[i] + grace ? dead : pending).add(hole);
      }
      expected = seqs[i] + 1;
    }
    return new Holes(dead, pending);
  }
}
