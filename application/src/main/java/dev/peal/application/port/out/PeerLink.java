package dev.peal.application.port.out;

import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.Set;

/// Tells other nodes what concerns their sessions. Nothing here waits or fails, and nothing here is
/// promised to arrive: what a session does not get this way it gets by syncing. What is sent to one
/// node arrives in the order in which it was sent. Thread-safe.
public interface PeerLink {

  /// Hands a batch to all other nodes that take sessions. A node that cannot keep up is told later
  /// who missed something, instead.
  void deliverToAll(Batch batch);

  /// Hands a batch to these nodes only.
  void deliver(Set<NodeId> nodes, Batch batch);

  /// Tells all other nodes that the recipients of a batch missed it.
  void missedByAll(Batch batch);

  /// Asks a node to end a session, since its device has a newer one here.
  void replace(NodeId node, UserId user, DeviceName device, long session);
}
