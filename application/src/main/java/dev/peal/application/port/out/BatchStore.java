package dev.peal.application.port.out;

import dev.peal.domain.message.Batch;
import java.util.List;

/// Where batches become message rows and inbox rows.
public interface BatchStore {

  /// Writes the rows of these batches, all or nothing. A message that already has a row is skipped
  /// together with its inbox rows, so that storing a batch twice is harmless, and an attempt that
  /// lost against an earlier one leaves holes.
  ///
  /// @throws StoreUnavailable a retry is safe
  void store(List<Batch> batches);

  /// Inbox rows ever written, by the store's own durable counter.
  long inboxRows();

  /// Messages ever written, by the store's own durable counter.
  long messages();

  /// Inbox rows counted by reading all of them; slow.
  long scanInboxRows();
}
