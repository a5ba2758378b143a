package dev.peal.out.redis;

import dev.peal.application.port.out.NodeRegistry;
import dev.peal.domain.session.NodeId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// A registry of nodes as one of them sees it. Thread-safe.
final class TwoNodes implements NodeRegistry {

  private final Node self;
  private final AtomicReference<List<Node>> alive = new AtomicReference<>();

  TwoNodes(String self, String... alive) {
    this.self = node(self);
    alive(alive);
  }

  void alive(String... ids) {
    alive.set(List.of(ids).stream().map(TwoNodes::node).toList());
  }

  private static Node node(String id) {
    return new Node(new NodeId(id), id, "localhost:1", Set.of(Role.GATEWAY), 0);
  }

  @Override
  public Node self() {
    return self;
  }

  @Override
  public List<Node> nodes() {
    return alive.get();
  }
}
