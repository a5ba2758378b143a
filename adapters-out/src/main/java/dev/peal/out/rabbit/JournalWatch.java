package dev.peal.out.rabbit;

import dev.peal.out.record.RecordVersions;
import dev.peal.rabbit.VanishedQueues;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// What the journal needs to know of its queues' other end.
///
/// @param vanished told of queues that are not there any more
/// @param watermarks how far each queue has been worked off, in microseconds since 1970; may wait,
///   and may throw [dev.peal.application.port.out.StoreUnavailable]
/// @param lag how far they may be behind
/// @param level the lowest level of any node that may read a record; what such a node does not know
///   is refused until it has gone
public record JournalWatch(
    VanishedQueues vanished,
    Supplier<long[]> watermarks,
    JournalLagSettings lag,
    IntSupplier level) {

  /// Where all nodes are of this release.
  public JournalWatch(
      VanishedQueues vanished, Supplier<long[]> watermarks, JournalLagSettings lag) {
    this(vanished, watermarks, lag, () -> RecordVersions.HIGHEST);
  }

  /// The same with other nodes to read it.
  public JournalWatch of(IntSupplier other) {
    return new JournalWatch(vanished, watermarks, lag, other);
  }
}
