package dev.peal.application.port.out;

import dev.peal.domain.message.Batch;

/// Gives new numbers to batches that came too late to be stored (rule 11 of the journal).
public interface Reallotment {

  /// The same messages for the same recipients under the id `newId`, with new seqs and stamps. A
  /// message whose position the ledger remembers gets that one; otherwise it keeps its own, which
  /// is remembered from here on.
  ///
  /// @throws StoreUnavailable a retry is safe and leaves a hole at worst
  Batch reallot(Batch late, long newId);
}
