package dev.peal.application.port.out;

/// Numbers that were never given before, on any node. Taken in segments, so that gaps are normal
/// and order between nodes is not.
public interface IdSource {

  /// The next number of a kind, from 1.
  ///
  /// @throws StoreUnavailable a retry is safe
  long next(Kind kind);

  /// What the number is for.
  enum Kind {
    USER,
    GROUP,
    BATCH
  }
}
