package dev.peal.application.operating;

import dev.peal.application.port.in.ListNodes;
import dev.peal.application.port.out.NodeRegistry;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Says what the registry knows.
public final class ListNodesService implements ListNodes {

  private final NodeRegistry registry;

  public ListNodesService(NodeRegistry registry) {
    this.registry = registry;
  }

  @Override
  public List<Node> nodes() {
    return registry.nodes().stream().map(this::shown).toList();
  }

  private Node shown(NodeRegistry.Node node) {
    return new Node(
        node.id().value(),
        node.name(),
        node.roles().stream()
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()),
        node.startedAtMillis(),
        node.id().equals(registry.self().id()));
  }
}
