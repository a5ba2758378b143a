package dev.peal.application.port.out;

import dev.peal.domain.message.Batch;

/// Where batches lie that cannot be stored, for a person to look at: one bad batch must not stop
/// the others.
public interface ParkedBatches {

  /// Keeps a batch and why it could not be stored. Parking it again is harmless.
  ///
  /// @throws StoreUnavailable a retry is safe
  void park(Batch batch, String why);

  /// How many are parked.
  long count();
}
