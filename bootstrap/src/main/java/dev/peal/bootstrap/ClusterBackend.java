package dev.peal.bootstrap;

import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.in.grpc.PeerServer;
import dev.peal.in.rabbit.JournalConsumer;
import dev.peal.out.etcd.EtcdNodeRegistry;
import dev.peal.out.grpc.GrpcPeerLink;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.redis.RedisConnections;
import dev.peal.out.redis.RedisLedger;
import dev.peal.out.redis.RedisPresenceRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;

/// The servers of a cluster, and the other nodes. All are connected by the time this is made.
final class ClusterBackend implements Backend {

  private final Set<Role> roles;
  private final RabbitJournal journal;
  private final JournalConsumer consumer;
  private final EtcdNodeRegistry registry;
  private final Closing closing;

  /// `consumer` is started only on a node that persists.
  ClusterBackend(
      Set<Role> roles,
      RabbitJournal journal,
      JournalConsumer consumer,
      EtcdNodeRegistry registry,
      Closing closing) {
    this.roles = roles;
    this.journal = journal;
    this.consumer = consumer;
    this.registry = registry;
    this.closing = closing;
  }

  /// What is only closed here, in this order.
  record Closing(
      PeerServer server,
      GrpcPeerLink peers,
      RedisPresenceRegistry presence,
      RedisLedger ledger,
      RedisConnections redis,
      MysqlDatabase mysql) {}

  @Override
  public void start() {
    if (roles.contains(Role.PERSISTER)) {
      consumer.start();
    }
    registry.start();
  }

  @Override
  public boolean failing() {
    return journal.failing();
  }

  @Override
  public boolean takesSessions() {
    return roles.contains(Role.GATEWAY);
  }

  @Override
  public void measure(MeterRegistry registry) {
    Gauge.builder("peal.nodes", this.registry, nodes -> nodes.nodes().size())
        .description("Nodes of the cluster that are known to be alive")
        .register(registry);
    Gauge.builder("peal.journal.dead.letters", consumer, JournalConsumer::deadLetters)
        .description("Records that could not be read; somebody has to look at them")
        .register(registry);
    Gauge.builder("peal.persister.failing", consumer, failing -> failing.failing() ? 1 : 0)
        .description("1 while this node cannot turn the journal into rows")
        .register(registry);
    FunctionCounter.builder("peal.persister.records", consumer, JournalConsumer::persisted)
        .description("Records of the journal that this node has turned into rows")
        .register(registry);
  }

  @Override
  public void leave() {
    registry.close();
  }

  @Override
  public void close() {
    consumer.close();
    closing.server().close();
    closing.peers().close();
    closing.presence().close();
    journal.close();
    closing.ledger().close();
    closing.redis().close();
    closing.mysql().close();
  }
}
