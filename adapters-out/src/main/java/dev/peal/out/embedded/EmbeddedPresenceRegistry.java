package dev.peal.out.embedded;

import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Presence on the one node there is, in memory: what is here dies together with the sessions that
/// it speaks of. Bounded by the number of sessions. Thread-safe.
public final class EmbeddedPresenceRegistry implements PresenceRegistry {

  /// Of each user the newest session of each device; the inner maps are never changed.
  private final ConcurrentHashMap<UserId, Map<DeviceName, Long>> sessions =
      new ConcurrentHashMap<>();

  @Override
  public Optional<Elsewhere> arrived(UserId user, DeviceName device, long session) {
    sessions.merge(user, Map.of(device, session), EmbeddedPresenceRegistry::newest);
    return Optional.empty();
  }

  @Override
  public void departed(UserId user, DeviceName device, long session) {
    sessions.computeIfPresent(user, (ignored, devices) -> without(devices, device, session));
  }

  @Override
  public List<UserId> online(List<UserId> users) {
    return users.stream().filter(sessions::containsKey).toList();
  }

  @Override
  public Set<NodeId> nodesOf(List<UserId> users) {
    return Set.of();
  }

  private static Map<DeviceName, Long> newest(
      Map<DeviceName, Long> known, Map<DeviceName, Long> arrived) {
    Map<DeviceName, Long> both = new HashMap<>(known);
    arrived.forEach((device, session) -> both.merge(device, session, Math::max));
    return Map.copyOf(both);
  }

  /// Null, which removes the user, when no device is left.

  private static @Nullable Map<DeviceName, Long> without(
      Map<DeviceName, Long> devices, DeviceName device, long session) {
    Map<DeviceName, Long> rest = new HashMap<>(devices);
    rest.remove(device, session);
    return rest.isEmpty() ? null : Map.copyOf(rest);
  }
}
