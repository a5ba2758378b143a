package dev.peal.out.etcd;

import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.domain.session.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nodes as last heard, this one always among them, and who wants to hear of changes.
/// Thread-safe: the list is read without a lock; changes and listeners have the monitor.
final class KnownNodes {

  private static final Logger log = LoggerFactory.getLogger(KnownNodes.class);

  private final Node self;
  private final List<Consumer<List<Node>>> listeners = new ArrayList<>();
  private volatile List<Node> nodes;

  KnownNodes(Node self) {
    this.self = self;
    this.nodes = List.of(self);
  }

  List<Node> nodes() {
    return nodes;
  }

  synchronized void listen(Consumer<List<Node>> listener) {
    listeners.add(listener);
    tell(listener);
  }

  /// Takes what was heard, in any order.
  synchronized void set(Collection<Node> heard) {
    Map<NodeId, Node> byId = new TreeMap<>(Comparator.comparing(NodeId::value));
    heard.forEach(node -> byId.put(node.id(), node));
    byId.put(self.id(), self);
    List<Node> next = List.copyOf(byId.values());
    if (!next.equals(nodes)) {
      nodes = next;
      listeners.forEach(this::tell);
    }
  }

  private void tell(Consumer<List<Node>> listener) {
    try {
      listener.accept(nodes);
    } catch (RuntimeException bug) {
      log.error("A listener failed to take the nodes", bug);
    }
  }
}
