package dev.peal.application.port.out;

import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Which users have sessions, on any node. A hint, never a lock: a login is never refused for what
/// stands here.
public interface PresenceRegistry {

  /// A session of this node began. Repeating it is harmless.
  void arrived(UserId user, DeviceName device, long session);

  /// A session of this node ended; a later session of the same device stays. Repeating it is
  /// harmless.
  void departed(UserId user, DeviceName device, long session);

  /// Those among `users` who have at least one session anywhere, in the order given.
  List<UserId> online(List<UserId> users);
}
