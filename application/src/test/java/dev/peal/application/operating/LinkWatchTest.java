package dev.peal.application.operating;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LinkWatchTest {

  private static final Node OLD = node("old-1", 10, Role.GATEWAY);
  private static final Node SELF = node("self-1", 20, Role.GATEWAY, Role.PERSISTER);
  private static final Node YOUNG = node("young-1", 30, Role.GATEWAY);
  private static final Node WRITER = node("writer-1", 5, Role.PERSISTER);

  private final Map<NodeId, Optional<String>> outgoing = new HashMap<>();
  private final Set<NodeId> incoming = new HashSet<>();
  private List<Node> nodes = List.of(SELF);
  private boolean reached = true;
  private long nowNanos;
  private final LinkWatch watch =
      new LinkWatch(
          new NodeRegistry() {
            @Override
            public Node self() {
              return SELF;
            }

            @Override
            public List<Node> nodes() {
              return nodes;
            }
          },
          () -> reached,
          () -> new LinkWatch.Links(Map.copyOf(outgoing), Set.copyOf(incoming)),
          () -> nowNanos);

  private static Node node(String id, long startedAtMillis, Role... roles) {
    return new Node(
        new NodeId(id), "name of " + id, id + ".example:1", Set.of(roles), startedAtMillis);
  }

  private void link(Node node) {
    outgoing.put(node.id(), Optional.empty());
    incoming.add(node.id());
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      watch.look();
      nowNanos += TimeUnit.SECONDS.toNanos(1);
    }
    watch.look();
  }

  @Test
  void look_allLinked_isReady() {
    nodes = List.of(SELF, OLD, YOUNG, WRITER);
    link(OLD);
    link(YOUNG);
    pass(60);

    assertThat(watch.unready()).isEmpty();
    assertThat(watch.broken()).isZero();
  }

  @Test
  void look_notLinkedWithTheOlder_isUnreadyAfterTenSeconds_withNodeAddressAndReason() {
    nodes = List.of(SELF, OLD);
    outgoing.put(OLD.id(), Optional.of("the secret differs"));
    pass(9);
    assertThat(watch.unready()).isEmpty();

    pass(1);

    assertThat(watch.broken()).isEqualTo(1);
    assertThat(watch.unready())
        .hasValueSatisfying(sentence ->
            assertThat(sentence).contains("name of old-1", "old-1.example:1", "secret differs"));

    link(OLD);
    pass(0);
    assertThat(watch.unready()).isEmpty();
    assertThat(watch.broken()).isZero();
  }

  @Test
  void look_notLinkedWithTheYounger_staysReady_andCountsIt() {
    nodes = List.of(SELF, YOUNG);
    outgoing.put(YOUNG.id(), Optional.of("refused"));
    pass(11);

    assertThat(watch.unready()).isEmpty();
    assertThat(watch.broken()).isEqualTo(1);
  }

  @Test
  void look_oneOfTwoOthersIsBroken_theHealthyStay() {
    nodes = List.of(SELF, OLD, YOUNG);
    link(YOUNG);
    outgoing.put(OLD.id(), Optional.of("refused"));
    pass(11);

    assertThat(watch.unready()).isEmpty();
  }

  /// As with a wrong advertised address here: others cannot call, and this one can.
  @Test
  void look_nobodyReachesThisOne_isUnready() {
    nodes = List.of(SELF, OLD, YOUNG);
    link(OLD);
    link(YOUNG);
    incoming.clear();
    pass(11);

    assertThat(watch.unready())
        .hasValueSatisfying(
            sentence -> assertThat(sentence).contains("does not reach this node at self-1"));
  }

  /// The other may have died, and etcd, which would tell, is away too.
  @Test
  void look_registryIsAway_nothingIsConcluded() {
    nodes = List.of(SELF, OLD);
    reached = false;
    outgoing.put(OLD.id(), Optional.of("refused"));
    pass(60);

    assertThat(watch.unready()).isEmpty();
    assertThat(watch.broken()).isEqualTo(1);
  }

  @Test
  void look_theOtherIsGoneFromTheRegistry_isForgotten() {
    nodes = List.of(SELF, OLD);
    outgoing.put(OLD.id(), Optional.of("refused"));
    pass(11);
    assertThat(watch.unready()).isPresent();

    nodes = List.of(SELF);
    outgoing.clear();
    pass(0);

    assertThat(watch.unready()).isEmpty();
    assertThat(watch.broken()).isZero();
  }
}
