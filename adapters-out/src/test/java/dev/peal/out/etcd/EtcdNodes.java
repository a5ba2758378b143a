package dev.peal.out.etcd;

import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.NodeId;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.CompactOption;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Nodes of one cluster of a test's own, in one etcd, and what an administrator may do there.
final class EtcdNodes implements AutoCloseable {

  static final Duration TTL = Duration.ofSeconds(2);

  private final EtcdSettings settings;
  private final List<EtcdNodeRegistry> started = new ArrayList<>();

  EtcdNodes(List<String> endpoints) {
    this.settings =
        new EtcdSettings(
            endpoints.stream().map(EtcdSettings::endpoint).toList(),
            Optional.empty(),
            EtcdSettings.Tls.ofSystem(),
            "/peal-test/" + UUID.randomUUID() + "/",
            TTL,
            Duration.ofSeconds(2));
  }

  EtcdSettings settings() {
    return settings;
  }

  static Node node(String id) {
    return new Node(
        new NodeId(id), "name of " + id, "127.0.0.1:7", Set.of(Role.GATEWAY, Role.PERSISTER), 42);
  }

  EtcdNodeRegistry start(String id) {
    EtcdNodeRegistry registry = new EtcdNodeRegistry(settings, node(id));
    registry.start();
    started.add(registry);
    return registry;
  }

  /// One of a name and an address.
  EtcdNodeRegistry start(String id, String name, String address) {
    EtcdNodeRegistry registry =
        new EtcdNodeRegistry(
            settings, new Node(new NodeId(id), name, address, Set.of(Role.GATEWAY), 42));
    started.add(registry);
    registry.start();
    return registry;
  }

  static List<String> ids(EtcdNodeRegistry registry) {
    return registry.nodes().stream().map(node -> node.id().value()).toList();
  }

  /// The lease under which a node is registered in etcd; nothing when it is not there.
  Optional<Long> lease(String id) {
    return withClient(client ->
        client.getKVClient().get(key(id)).get(5, TimeUnit.SECONDS).getKvs().stream()
            .map(KeyValue::getLease)
            .findFirst());
  }

  void revoke(long lease) {
    withClient(client -> client.getLeaseClient().revoke(lease).get(5, TimeUnit.SECONDS));
  }

  void delete(String id) {
    withClient(client -> client.getKVClient().delete(key(id)).get(5, TimeUnit.SECONDS));
  }

  /// Puts what no node wrote.
  void put(String id, String value) {
    withClient(client -> client.getKVClient().put(key(id), bytes(value)).get(5, TimeUnit.SECONDS));
  }

  /// Changes something elsewhere a few times, and makes etcd forget all its revisions but the last.
  void compact() {
    withClient(client -> {
      long revision = 0;
      for (int i = 0; i < 5; i++) {
        revision =
            client
                .getKVClient()
                .put(bytes("/peal-test/elsewhere"), bytes("" + i))
                .get(5, TimeUnit.SECONDS)
                .getHeader()
                .getRevision();
      }
      return client
          .getKVClient()
          .compact(revision, CompactOption.builder().withCompactPhysical(true).build())
          .get(5, TimeUnit.SECONDS);
    });
  }

  private interface Use<T> {
    T of(Client client) throws Exception;
  }

  private <T> T withClient(Use<T> use) {
    try (Client client =
        Client.builder().endpoints(settings.endpoints().toArray(URI[]::new)).build()) {
      return use.of(client);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private ByteSequence key(String id) {
    return bytes(settings.prefix() + id);
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    started.forEach(EtcdNodeRegistry::close);
  }
}
