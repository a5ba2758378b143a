package dev.peal.application.port.out;

import dev.peal.domain.message.Batch;
import java.util.List;

/// Late batches that the journal did not take when they were to go through it again. They are kept
/// so that what lies behind them in their queue need not wait. Durable; thread-safe.
public interface SetAsideBatches {

  /// Keeps a batch; once, however often it is added.
  ///
  /// @throws StoreUnavailable a retry is safe
  void add(Batch batch);

  /// Those of one queue of the journal, in the order of their ids.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<Batch> of(int queue, int most);

  /// Forgets one; harmless if it is not there.
  ///
  /// @throws StoreUnavailable a retry is safe
  void remove(Batch batch);

  /// How many there are.
  ///
  /// @throws StoreUnavailable a retry is safe
  long waiting();
}
