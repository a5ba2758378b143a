package dev.peal.application.operating;

import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.Cohesion;
import dev.peal.domain.session.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches whether this node and the others that take sessions are linked, in both directions. A
/// link that has been down for ten seconds is a warning, again once a minute, with the node, its
/// address and the reason; and by [Cohesion] one side is not ready any more.
///
/// Nodes are taken to live as long as the registry, which is being reached, lists them. While it is
/// not, a link that is down may be a node that died, and nothing is concluded.
///
/// [#look] is called by one thread; the rest is thread-safe.
public final class LinkWatch {

  private static final Logger log = LoggerFactory.getLogger(LinkWatch.class);

  static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// How it stands with the links.
  ///
  /// @param outgoing of this node to others: by their ids, why it is down; empty while it is up
  /// @param incoming the nodes that are linked to this one
  public record Links(Map<NodeId, Optional<String>> outgoing, Set<NodeId> incoming) {}

  /// What is known of a link that is down.
  private static final class Down {
    private final long sinceNanos;
    private long toldNanos;
    private boolean told;

    Down(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  private final NodeRegistry registry;
  private final BooleanSupplier registryReached;
  private final Supplier<Links> links;
  private final LongSupplier nanos;
  private final Map<NodeId, Down> down = new HashMap<>();
  private volatile long broken;
  private volatile Optional<String> unready = Optional.empty();

  public LinkWatch(
      NodeRegistry registry,
      BooleanSupplier registryReached,
      Supplier<Links> links,
      LongSupplier nanos) {
    this.registry = registry;
    this.registryReached = registryReached;
    this.links = links;
    this.nanos = nanos;
  }

  /// Looks once a second, until the stop.
  public void run(CountDownLatch stop) {
    try {
      while (!stop.await(1, TimeUnit.SECONDS)) {
        look();
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  void look() {
    Links now = links.get();
    NodeRegistry.Node self = registry.self();
    boolean reached = registryReached.getAsBoolean();
    List<Cohesion.Member> linked = new ArrayList<>();
    List<Cohesion.Member> apart = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<NodeRegistry.Node> others =
        registry.nodes().stream()
            .filter(node -> !node.id().equals(self.id()) && node.roles().contains(Role.GATEWAY))
            .toList();
    down.keySet().retainAll(others.stream().map(NodeRegistry.Node::id).toList());
    for (NodeRegistry.Node node : others) {
      Optional<String> why = why(self, node, now);
      boolean longAgo = note(node, why);
      if (longAgo) {
        sentences.add(node.name() + " at " + node.address() + ": " + why.orElse(""));
      }
      (longAgo ? apart : linked).add(member(node));
    }
    broken = apart.size();
    boolean out =
        reached
            && self.roles().contains(Role.GATEWAY)
            && !Cohesion.takesSessions(member(self), linked, apart);
    unready =
        out
            ? Optional.of(
                "not linked with most other nodes, or with the one that was there first: "
                    + String.join("; ", sentences))
            : Optional.empty();
  }

  private static Cohesion.Member member(NodeRegistry.Node node) {
    return new Cohesion.Member(node.id(), node.startedAtMillis());
  }

  /// Why a link is down in some direction; nothing while it is up.
  private static Optional<String> why(NodeRegistry.Node self, NodeRegistry.Node node, Links links) {
    Optional<String> outgoing =
        links.outgoing().getOrDefault(node.id(), Optional.of("not tried yet"));
    boolean expected = self.roles().contains(Role.GATEWAY);
    if (outgoing.isEmpty() && expected && !links.incoming().contains(node.id())) {
      return Optional.of(
          "it does not reach this node at " + self.address() + "; see its log for the reason");
    }
    return outgoing;
  }

  /// Whether it has been down for long; says so now and then.
  private boolean note(NodeRegistry.Node node, Optional<String> why) {
    long now = nanos.getAsLong();
    if (why.isEmpty()) {
      Down before = down.remove(node.id());
      if (before != null && before.told) {
        log.info("Linked with node {} at {} again", node.name(), node.address());
      }
      return false;
    }
    Down since = down.computeIfAbsent(node.id(), id -> new Down(now));
    if (now - since.sinceNanos < DOWN_NANOS) {
      return false;
    }
    if (!since.told || now - since.toldNanos >= AGAIN_NANOS) {
      log.warn(
          "Not linked with node {} at {} for {} s: {}. Messages reach its users, or those here, only"
              + " when their clients ask",
          node.name(),
          node.address(),
          TimeUnit.NANOSECONDS.toSeconds(now - since.sinceNanos),
          why.get());
      since.told = true;
      since.toldNanos = now;
    }
    return true;
  }

  /// Other nodes with which this one has not been linked for ten seconds.
  public long broken() {
    return broken;
  }

  /// Why this node should not get new sessions; nothing while it should.
  public Optional<String> unready() {
    return unready;
  }
}
