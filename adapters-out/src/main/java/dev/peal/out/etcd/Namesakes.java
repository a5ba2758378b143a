package dev.peal.out.etcd;

import static dev.peal.out.etcd.EtcdConnection.bytes;

import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.domain.session.NodeId;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.GetOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Other nodes that are registered under this node's name: there may be none, but for an earlier
/// life of it, whose key stays until its lease ends. Where nobody listens at the address of such a
/// one it is known to be dead at once. Confined to one thread.
final class Namesakes {

  private static final Logger log = LoggerFactory.getLogger(Namesakes.class);
  private static final int CONNECT_MILLIS = 500;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final EtcdSettings settings;
  private final Node self;
  private final Set<NodeId> dead = new HashSet<>();
  private boolean seen;
  private long seenNanos;
  private boolean told;
  private long toldNanos;

  Namesakes(EtcdSettings settings, Node self) {
    this.settings = settings;
    this.self = self;
  }

  /// One that may be alive; nothing when there is none. Blocks.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable etcd could not be asked
  Optional<Node> find(EtcdConnection etcd) {
    return registered(etcd).stream()
        .map(KeyValue::getValue)
        .flatMap(value -> NodeCodec.decode(value.getBytes()).stream())
        .filter(this::isNamesake)
        .filter(node -> !isDead(node))
        .findFirst();
  }

  /// One that may be alive and was registered before this node, when both did so at once. Blocks.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable etcd could not be asked
  Optional<Node> findEarlier(EtcdConnection etcd) {
    List<KeyValue> keys = registered(etcd);
    long own =
        keys.stream()
            .filter(key -> key.getKey().equals(bytes(settings.prefix() + self.id().value())))
            .mapToLong(KeyValue::getCreateRevision)
            .findFirst()
            .orElse(Long.MAX_VALUE);
    return keys.stream()
        .filter(key -> key.getCreateRevision() < own)
        .flatMap(key -> NodeCodec.decode(key.getValue().getBytes()).stream())
        .filter(this::isNamesake)
        .filter(node -> !isDead(node))
        .findFirst();
  }

  private List<KeyValue> registered(EtcdConnection etcd) {
    return etcd.await(
            etcd.keys().get(bytes(settings.prefix()), GetOption.builder().isPrefix(true).build()))
        .getKvs();
  }

  private boolean isNamesake(Node node) {
    return node.name().equals(self.name()) && !node.id().equals(self.id());
  }

  private boolean isDead(Node node) {
    if (dead.contains(node.id())) {
      return true;
    }
    int colon = node.address().lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              node.address().substring(0, colon).replaceAll("[\\[\\]]", ""),
              Integer.parseInt(node.address().substring(colon + 1))),
          CONNECT_MILLIS);
      return false;
    } catch (ConnectException refused) {
      dead.add(node.id());
      return true;
    } catch (IOException | RuntimeException unknown) {
      return false;
    }
  }

  /// What a node is refused with.
  IllegalStateException refusal(Node other) {
    return new IllegalStateException(
        "node.name: \"%s\" is the name of another node of this cluster, which lives at %s (expected: a name of its own for each node)"
            .formatted(self.name(), other.address()));
  }

  /// Complains, once a minute, of one that stays longer than a dead one would: it came while etcd
  /// was away.
  void look(List<Node> nodes) {
    long now = System.nanoTime();
    Optional<Node> other = nodes.stream().filter(this::isNamesake).findFirst();
    if (other.isEmpty()) {
      seen = false;
      return;
    }
    if (!seen) {
      seen = true;
      seenNanos = now;
    }
    boolean stays = now - seenNanos > 3 * settings.ttl().toNanos();
    if (stays && (!told || now - toldNanos > MINUTE)) {
      told = true;
      toldNanos = now;
      log.error(
          "Another node has this one's name, {}: it is at {}, this one at {}. Stop one, and give it"
              + " a name of its own (node.name)",
          self.name(),
          other.get().address(),
          self.address());
    }
  }
}
