package dev.peal.application.port.out;

import java.util.List;

/// What is durable of the numbers that a [SequenceLedger] gives from memory: how far it may count.
/// Users and conversations are spread over a fixed number of *buckets*, from 0.
///
/// In every epoch of a bucket the ledger counts from the floor and never past the ceiling. When its
/// memory is lost, or may be, a new epoch begins at the old ceiling, so that no number is given
/// twice (promise P5). Floors and openings of all epochs are kept. Thread-safe.
public interface SequenceCeilings {

  /// How many buckets there are; the same on every node, for ever.
  int buckets();

  /// All buckets as they stand, in order of index. A bucket that was never used has the epoch 0.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<Bucket> read();

  /// Raises the ceilings of buckets that still have the epoch named here; never lowers one. Returns
  /// these buckets as they stand afterwards, possibly in a later epoch.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<Bucket> raise(List<Bucket> wanted);

  /// Begins the next epoch of each of the buckets that still has the epoch named here, in one
  /// transaction: its floor is the old ceiling, its ceiling `step` above that, and it opens at
  /// `opensMicros` or when the one before did, whichever is later; the first epoch, before which
  /// nothing was given, opens at 0.
  ///
  /// Returns the buckets whose epoch *this call* began, as they now stand. Only the caller may
  /// bring such an epoch into the ledger's memory, and only once.
  ///
  /// @throws StoreUnavailable whether epochs were begun is unknown; whoever is in doubt begins
  ///   another one
  List<Bucket> supersede(List<Bucket> seen, long step, long opensMicros);

  /// Goes past everything that was ever given, when what is durable here is an older copy than what
  /// the ledger's memory or another node knows: when a bucket of `known` has a later epoch than
  /// here, or the same one and a higher ceiling. Then, in one transaction, a new epoch begins in
  /// *every* bucket: later than both, its floor [#LEAP] above the higher of both ceilings; and
  /// whatever else is numbered, ids and versions of groups, goes up by the same.
  ///
  /// Returns the buckets whose epoch this call began, as [#supersede] does: all, or none when
  /// nothing here is older.
  ///
  /// @throws StoreUnavailable as [#supersede]
  List<Bucket> leap(List<Bucket> known, long step, long opensMicros);

  /// More than is given in any bucket between a copy and its restore.
  long LEAP = 1L << 32;

  /// Whether `durable` is older than `known`, which is the same bucket.
  static boolean isBehind(Bucket durable, Bucket known) {
    return durable.epoch() < known.epoch()
        || (durable.epoch() == known.epoch() && durable.ceiling() < known.ceiling());
  }

  /// One bucket. `opensMicros` is when its epoch may be used first, in microseconds since
  /// 1970-01-01T00:00:00Z.
  record Bucket(int index, long epoch, long floor, long ceiling, long opensMicros) {}
}
