package dev.peal.in.grpc;

import dev.peal.application.port.out.NodeRegistry;
import dev.peal.domain.session.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// A registry that knows what a test tells it.
final class FakeRegistry implements NodeRegistry {

  private final Node self;
  private final List<Node> others = new ArrayList<>();
  private final List<Consumer<List<Node>>> listeners = new ArrayList<>();

  FakeRegistry(NodeId self) {
    this.self = node(self, "127.0.0.1:1", Role.GATEWAY);
  }

  static Node node(NodeId id, String address, Role... roles) {
    return new Node(id, id.value(), address, Set.of(roles), 1);
  }

  @Override
  public Node self() {
    return self;
  }

  @Override
  public synchronized List<Node> nodes() {
    List<Node> all = new ArrayList<>(others);
    all.add(self);
    all.sort(Comparator.comparing(node -> node.id().value()));
    return all;
  }

  @Override
  public synchronized void onChange(Consumer<List<Node>> listener) {
    listeners.add(listener);
    listener.accept(nodes());
  }

  synchronized void set(Node... nodes) {
    others.clear();
    others.addAll(List.of(nodes));
    listeners.forEach(listener -> listener.accept(nodes()));
  }
}
