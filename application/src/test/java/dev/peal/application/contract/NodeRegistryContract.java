package dev.peal.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.NodeRegistry.Node;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract of [NodeRegistry].
public abstract class NodeRegistryContract {

  /// The registry under test, of a node that is registered; the same one within a test.
  protected abstract NodeRegistry registry();

  /// What that node registered.
  protected abstract Node node();

  @Test
  void self_isWhatWasRegistered() {
    assertThat(registry().self()).isEqualTo(node());
  }

  @Test
  void nodes_containSelf_inOrderOfId() {
    assertThat(registry().nodes())
        .contains(node())
        .isSortedAccordingTo((one, other) -> one.id().value().compareTo(other.id().value()));
  }

  @Test
  void onChange_tellsTheNodesAtOnce() {
    List<List<Node>> told = new ArrayList<>();

    registry().onChange(told::add);

    assertThat(told.getFirst()).contains(node());
  }
}
