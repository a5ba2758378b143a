package dev.peal.application.port.out;

import java.util.OptionalLong;
import java.util.stream.IntStream;

/// How far each queue of the journal has been worked off. What was published to a queue before its
/// watermark has been stored or refused as late: see [InboxReader#watermark]. In microseconds since
/// 1970-01-01T00:00:00Z; 0 at first. Thread-safe.
public interface Watermarks {

  /// How many queues there are; the same on every node, for ever.
  int queues();

  /// Raises the watermark of a queue; never lowers it. Durable when this returns.
  ///
  /// @throws StoreUnavailable a retry is safe
  void raise(int queue, long stampMicros);

  /// The watermark of one queue.
  ///
  /// @throws StoreUnavailable a retry is safe
  long of(int queue);

  /// The watermarks of all queues, in order.
  ///
  /// @throws StoreUnavailable a retry is safe
  default long[] all() {
    return IntStream.range(0, queues()).mapToLong(this::of).toArray();
  }

  /// A number that is another one whenever the watermark was raised or something of the queue was
  /// stored; nothing while somebody is storing something of it. Waits for nobody.
  ///
  /// @throws StoreUnavailable a retry is safe
  OptionalLong progress(int queue);

  /// The stamp below which every allotment of one queue is decided: stored, or never to be stored
  /// with its numbers. `graceMicros` is how long after its stamp a batch may still be stored, as
  /// far as the caller knows.
  ///
  /// @throws StoreUnavailable a retry is safe
  default long decided(int queue, long graceMicros) {
    return of(queue) - graceMicros;
  }
}
