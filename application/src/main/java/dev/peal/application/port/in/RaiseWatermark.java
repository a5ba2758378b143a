package dev.peal.application.port.in;

/// Notes how far a queue of the journal has been worked off.
public interface RaiseWatermark {

  /// Everything published to `queue` before a tick with this stamp has been persisted. Doing it
  /// again is harmless.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  void raise(int queue, long stampMicros);
}
