package dev.peal.out.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.NodeRegistryContract;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.NodeId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EmbeddedNodeRegistryTest extends NodeRegistryContract {

  private static final Node SELF =
      new Node(new NodeId("alone-1"), "alone", "127.0.0.1:0", Set.of(Role.GATEWAY), 1);

  private final EmbeddedNodeRegistry registry = new EmbeddedNodeRegistry(SELF);

  @Override
  protected NodeRegistry registry() {
    return registry;
  }

  @Override
  protected Node node() {
    return SELF;
  }

  @Test
  void nodes_isSelfAlone() {
    assertThat(registry.nodes()).containsExactly(SELF);
  }
}
