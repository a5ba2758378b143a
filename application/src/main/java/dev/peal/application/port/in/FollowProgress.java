package dev.peal.application.port.in;

import java.util.OptionalLong;

/// Tells whether a queue of the journal is being worked off, by whichever node.
@FunctionalInterface
public interface FollowProgress {

  /// A number that is another one whenever something of the queue has been worked off since;
  /// nothing while somebody is at it.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable it cannot be told
  OptionalLong of(int queue);
}
