package dev.peal.application.operating;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.ListNodes;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.NodeId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListNodesServiceTest {

  private static final Node SELF =
      new Node(new NodeId("a-1"), "a", "127.0.0.1:1", Set.of(Role.GATEWAY, Role.PERSISTER), 10);
  private static final Node OTHER =
      new Node(new NodeId("b-2"), "b", "127.0.0.1:2", Set.of(Role.PERSISTER), 20);

  @Test
  void nodes_areThoseOfTheRegistry_withRolesInWordsAndSelfMarked() {
    ListNodesService service = new ListNodesService(new Registry());

    assertThat(service.nodes())
        .containsExactly(
            new ListNodes.Node("a-1", "a", Set.of("gateway", "persister"), 10, true),
            new ListNodes.Node("b-2", "b", Set.of("persister"), 20, false));
  }

  private static final class Registry implements NodeRegistry {
    @Override
    public Node self() {
      return SELF;
    }

    @Override
    public List<Node> nodes() {
      return List.of(SELF, OTHER);
    }
  }
}
