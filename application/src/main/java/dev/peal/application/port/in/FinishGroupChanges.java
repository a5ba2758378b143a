package dev.peal.application.port.in;

/// Finishes group changes that were committed but not announced, because the process died in
/// between or the journal took nothing: raises the version in the ledger and posts the notice (rule
/// 15: the sweep). Call it once before a node takes messages, and from time to time.
public interface FinishGroupChanges {

  /// Works through what is left, group by group, and stops early when the journal takes nothing;
  /// what could not be finished stays for the next time. True when nothing is left.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  boolean finish();
}
