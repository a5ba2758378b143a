package dev.peal.bootstrap;

import dev.peal.application.operating.LinkWatch;
import dev.peal.application.persisting.LateBatches;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.bootstrap.config.WrongConfiguration;
import dev.peal.in.grpc.PeerServer;
import dev.peal.in.rabbit.JournalConsumer;
import dev.peal.out.etcd.EtcdNodeRegistry;
import dev.peal.out.grpc.GrpcPeerLink;
import dev.peal.out.mysql.MysqlClock;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.redis.RedisConnections;
import dev.peal.out.redis.RedisLedger;
import dev.peal.out.redis.RedisPresenceRegistry;
import dev.peal.rabbit.VanishedQueues;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/// The servers of a cluster, and the other nodes. All are connected by the time this is made.
final class ClusterBackend implements Backend {

  private final Set<Role> roles;
  private final RabbitJournal journal;
  private final JournalConsumer consumer;
  private final VanishedQueues vanished;
  private final int queues;
  private final EtcdNodeRegistry registry;
  private final LinkWatch links;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final LateBatches late;
  private final Closing closing;

  /// `consumer` is started only on a node that persists.
  ClusterBackend(
      Set<Role> roles,
      RabbitJournal journal,
      JournalConsumer consumer,
      VanishedQueues vanished,
      int queues,
      EtcdNodeRegistry registry,
      LinkWatch links,
      LateBatches late,
      Closing closing) {
    this.links = links;
    this.vanished = vanished;
    this.queues = queues;
    this.roles = roles;
    this.journal = journal;
    this.consumer = consumer;
    this.registry = registry;
    this.late = late;
    this.closing = closing;
  }

  /// What is only closed here, in this order.
  record Closing(
      PeerServer server,
      GrpcPeerLink peers,
      RedisPresenceRegistry presence,
      RedisLedger ledger,
      RedisConnections redis,
      MysqlClock clock,
      MysqlDatabase mysql) {}

  @Override
  public void start() {
    if (roles.contains(Role.PERSISTER)) {
      consumer.start();
    }
    try {
      registry.start();
    } catch (IllegalStateException taken) {
      throw new WrongConfiguration(String.valueOf(taken.getMessage()));
    }
    var _ = Thread.ofVirtual().name("link-watch").start(() -> links.run(stop));
  }

  @Override
  public Optional<String> unready() {
    return links.unready();
  }

  @Override
  public boolean failing() {
    return journal.failing();
  }

  @Override
  public List<ServerWatch.Probe> probes() {
    return List.of(
        new ServerWatch.Probe(
            "mysql",
            false,
            "inboxes and group changes are refused, while messages go on",
            closing.mysql()::check),
        new ServerWatch.Probe("redis", true, "messages are refused", closing.redis()::check),
        new ServerWatch.Probe("rabbitmq", true, "messages are refused", journal::check),
        new ServerWatch.Probe("etcd", false, "the nodes last known stay", registry::check));
  }

  @Override
  public void measureServers(MeterRegistry meters, ServerWatch watch) {
    Gauge.builder("peal.journal.oldest", this, ClusterBackend::oldestSeconds)
        .description("At most so old is the oldest record that has no rows yet")
        .baseUnit("seconds")
        .register(meters);
    FunctionCounter.builder("peal.epochs.begun", closing.ledger(), RedisLedger::epochsBegun)
        .description("Epochs of buckets that this node began, since Redis had lost its memory")
        .register(meters);
    FunctionCounter.builder("peal.late.batches", late, LateBatches::count)
        .description("Batches that came too late and went again under new numbers")
        .register(meters);
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
    Gauge.builder("peal.links.down", links, LinkWatch::broken)
        .description("Other nodes with which this one has not been linked for ten seconds")
        .register(registry);
    for (int queue = 0; queue < queues; queue++) {
      measureQueue(registry, queue);
    }
    Gauge.builder("peal.journal.queues.deaf", consumer, JournalConsumer::deaf)
        .description("Queues of the journal that take messages and give none, seen from here")
        .register(registry);
    FunctionCounter.builder("peal.journal.queues.vanished", vanished, VanishedQueues::count)
        .description("Times that a queue of the journal was gone, with what lay in it")
        .register(registry);
    Gauge.builder("peal.journal.newer", consumer, JournalConsumer::waitingForNewer)
        .description("Queues that wait for a node of a newer release to take their next record")
        .register(registry);
    Gauge.builder("peal.persister.failing", consumer, failing -> failing.failing() ? 1 : 0)
        .description("1 while this node cannot turn the journal into rows")
        .register(registry);
    Gauge.builder("peal.clock.difference", closing.clock(), MysqlClock::differenceSeconds)
        .description("Seconds by which this machine's clock is ahead of MySQL's")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("peal.clock.stamps.ahead", closing.clock(), MysqlClock::stampsAheadSeconds)
        .description(
            "Seconds by which the time of stamps is ahead of MySQL's clock; 0 when all is well")
        .baseUnit("seconds")
        .register(registry);
    FunctionCounter.builder("peal.persister.records", consumer, JournalConsumer::persisted)
        .description("Records of the journal that this node has turned into rows")
        .register(registry);
  }

  private double oldestSeconds() {
    return IntStream.range(0, queues)
            .filter(queue -> journal.lagRecords(queue) > 0)
            .mapToLong(journal::lagMillis)
            .max()
            .orElse(0)
        / 1_000.0;
  }

  private void measureQueue(MeterRegistry registry, int queue) {
    Tags tags = Tags.of("queue", Integer.toString(queue));
    Gauge.builder("peal.journal.lag.records", journal, lagging -> lagging.lagRecords(queue))
        .description("Records of a queue of the journal that have no rows yet")
        .tags(tags)
        .register(registry);
    Gauge.builder("peal.journal.lag.bytes", journal, lagging -> lagging.lagBytes(queue))
        .description("About how many bytes those have")
        .tags(tags)
        .register(registry);
    Gauge.builder(
            "peal.journal.lag.seconds", journal, lagging -> lagging.lagMillis(queue) / 1_000.0)
        .description("How long ago the queue's watermark was the time")
        .tags(tags)
        .register(registry);
  }

  @Override
  public void leave() {
    stop.countDown();
    registry.close();
  }

  @Override
  public void close() {
    stop.countDown();
    consumer.close();
    closing.server().close();
    closing.peers().close();
    closing.presence().close();
    journal.close();
    closing.ledger().close();
    closing.redis().close();
    closing.clock().close();
    closing.mysql().close();
  }
}
