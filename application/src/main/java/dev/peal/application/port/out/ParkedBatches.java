package dev.peal.application.port.out;

import dev.peal.domain.message.Batch;

/// Where batches lie that cannot be stored, for a person to look at: one bad batch must not stop
/// the others. A [BatchStore] puts some there itself.
public interface ParkedBatches {

  /// Why a batch was parked.
  enum Reason {
    /// Storing it fails for a reason that no repetition mends.
    UNSTORABLE,
    /// A message of it has the sender and the client id of one that stands in a row already, and is
    /// another one: the rest of the batch was stored.
    OTHER_MESSAGE
  }

  /// Keeps a batch and why it could not be stored. Parking it again is harmless.
  ///
  /// @throws StoreUnavailable a retry is safe
  void park(Batch batch, String why);

  /// How many are parked.
  long count();

  /// How many were parked for a reason by this process. One that was there already is not counted.
  long parked(Reason reason);
}
