package dev.peal.application.port.out;

import dev.peal.domain.message.Batch;
import java.util.List;

/// Where batches become message rows and inbox rows.
public interface BatchStore {

  /// Writes the rows of these batches. A message that already has a row is skipped together with
  /// its inbox rows, so that storing a batch twice is harmless, and an attempt that lost against an
  /// earlier one leaves holes. If that one was for other members, those of this one's recipients
  /// who have no row for the message get one, with the seqs given here.
  ///
  /// A message whose sender and client id stand in the row of another conversation or body is not
  /// skipped in silence: the whole batch is kept among the [ParkedBatches], durably before this
  /// returns, and the rest of it is stored.
  ///
  /// Returns those that came too late: of them nothing was written, since holes that they would
  /// fill may have been called dead. They have to get new numbers. A store that has no watermark of
  /// its own takes everything.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<Batch> store(List<Batch> batches);

  /// Inbox rows ever written, by the store's own durable counter.
  long inboxRows();

  /// Messages ever written, by the store's own durable counter.
  long messages();

  /// Inbox rows counted by reading all of them; slow.
  long scanInboxRows();
}
