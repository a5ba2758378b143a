package dev.peal.application.port.out;

import dev.peal.domain.message.Batch;

/// Shows batches to the sessions that are connected.
public interface Delivery {

  /// Hands a batch that is in the journal to every session of its recipients. Never waits, and
  /// never fails: what a session does not get this way it gets by syncing.
  void deliver(Batch batch);
}
