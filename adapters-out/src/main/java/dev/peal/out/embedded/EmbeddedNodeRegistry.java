package dev.peal.out.embedded;

import dev.peal.application.port.out.NodeRegistry;
import java.util.List;

/// The registry of a node that is alone: it knows itself. Immutable; thread-safe.
public final class EmbeddedNodeRegistry implements NodeRegistry {

  private final Node self;

  public EmbeddedNodeRegistry(Node self) {
    this.self = self;
  }

  @Override
  public Node self() {
    return self;
  }

  @Override
  public List<Node> nodes() {
    return List.of(self);
  }
}
