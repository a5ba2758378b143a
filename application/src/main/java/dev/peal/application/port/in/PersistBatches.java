package dev.peal.application.port.in;

import dev.peal.domain.message.Batch;
import java.util.List;

/// Turns what lies in the journal into rows.
public interface PersistBatches {

  /// Stores these batches, in their order. Afterwards each is either stored or parked, and may be
  /// taken out of the journal. Doing it again is harmless.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable nothing may be taken out of the
  ///   journal; a retry is safe
  void persist(List<Batch> batches);
}
