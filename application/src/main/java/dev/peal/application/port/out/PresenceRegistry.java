package dev.peal.application.port.out;

import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which users have sessions, on any node. A hint, never a lock: a login is never refused for what
/// stands here.
public interface PresenceRegistry {

  /// A session of this node began. Repeating it is harmless. Says where the device's session was
  /// before, when that was on another node that is alive and the session is the older one.
  Optional<Elsewhere> arrived(UserId user, DeviceName device, long session);

  /// A session of this node ended; a later session of the same device stays. Repeating it is
  /// harmless.
  void departed(UserId user, DeviceName device, long session);

  /// Those among `users` who have at least one session anywhere, in the order given.
  List<UserId> online(List<UserId> users);

  /// The nodes besides this one on which at least one of `users` has a session.
  Set<NodeId> nodesOf(List<UserId> users);

  /// A session of another node.
  record Elsewhere(NodeId node, long session) {}
}
