package dev.peal.application.port.in;

/// Finishes group changes that were committed but not announced, because the process died in
/// between or the journal took nothing: raises the version in the ledger and posts the notice (rule
/// 15: the sweep). Call it once before a node takes messages, and from time to time.
public interface FinishGroupChanges {

  /// Works through all that is left, group by group; what cannot be finished now stays for the next
  /// time. Answers how many groups are still left.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  int finish();
}
