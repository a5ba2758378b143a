package dev.peal.application.port.out;

import dev.peal.domain.session.NodeId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The nodes that are alive, as far as this one knows. Thread-safe; does no I/O when asked.
public interface NodeRegistry {

  /// This node.
  Node self();

  /// All nodes, this one among them, in order of id. While the registry cannot be reached, those
  /// last known.
  List<Node> nodes();

  /// Calls `listener` with [#nodes] at once, and with the new ones whenever they have changed: one
  /// call at a time, in order, on a thread of the registry's that the listener must not hold up.
  /// Here for a registry whose nodes never change.
  default void onChange(Consumer<List<Node>> listener) {
    listener.accept(nodes());
  }

  /// The lowest level among all nodes: what is put where any of them may read it has to be of a
  /// form that a node of this level knows.
  default int lowestLevel() {
    return nodes().stream().mapToInt(Node::level).min().orElse(0);
  }

  /// One node. `address` is where other nodes reach it, `host:port`; `level` says which forms of
  /// what nodes write for each other its release knows, 0 for the first release, which did not say.
  record Node(
      NodeId id, String name, String address, Set<Role> roles, long startedAtMillis, int level) {
    public Node {
      roles = Set.copyOf(roles);
    }

    /// A node of level 0.
    public Node(NodeId id, String name, String address, Set<Role> roles, long startedAtMillis) {
      this(id, name, address, roles, startedAtMillis, 0);
    }
  }

  /// What a node does.
  enum Role {
    /// Takes sessions of clients.
    GATEWAY,
    /// Turns the journal into rows.
    PERSISTER
  }
}
