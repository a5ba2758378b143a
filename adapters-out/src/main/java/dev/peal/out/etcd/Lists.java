package dev.peal.out.etcd;

import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.domain.session.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is listed under one registration, together with the nodes from before it that have some
/// time to come back. Confined to one thread.
final class Lists {

  private final KnownNodes known;
  private final Registration registration;
  private final long begin = System.nanoTime();
  private final long graceNanos;

  /// Known from before, and not listed so far.
  private final Map<NodeId, Node> awaited = new HashMap<>();

  Lists(KnownNodes known, Registration registration, long graceNanos) {
    this.known = known;
    this.registration = registration;
    this.graceNanos = graceNanos;
    known.nodes().forEach(node -> awaited.put(node.id(), node));
  }

  /// Asks etcd, and tells whoever wants to know.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable etcd could not be asked
  void list() {
    List<Node> listed = registration.list();
    listed.forEach(node -> awaited.remove(node.id()));
    if (System.nanoTime() - begin >= graceNanos) {
      awaited.clear();
    }
    List<Node> all = new ArrayList<>(listed);
    all.addAll(awaited.values());
    known.set(all);
  }

  /// When to list again because of those who are awaited; never, if nobody is.
  long nextNanos() {
    return awaited.isEmpty()
        ? Long.MAX_VALUE
        : Math.max(0, graceNanos - (System.nanoTime() - begin));
  }
}
