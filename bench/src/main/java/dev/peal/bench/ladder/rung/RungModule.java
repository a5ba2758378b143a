package dev.peal.bench.ladder.rung;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.peal.application.delivery.NoPeers;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.PeerLink;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.bootstrap.Backend;
import dev.peal.bootstrap.Installation;
import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Settings;
import dev.peal.domain.session.NodeId;
import dev.peal.out.embedded.EmbeddedNodeRegistry;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.out.mysql.MysqlReader;
import dev.peal.out.redis.RedisConnections;
import dev.peal.out.redis.RedisPresenceRegistry;
import dev.peal.out.redis.RedisSettings;
import dev.peal.rabbit.RabbitConnections;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/// Members, numbers, rows and what is behind them, for each rung.
@Module
interface RungModule {

  /// Connections of a pool, and workers that write rows.
  int POOL = 16;

  int ROW_WORKERS = 2;

  /// Of a pool, what use cases run on.
  int WORKERS = 64;

  @Provides
  @Singleton
  static OpenParts parts() {
    return new OpenParts();
  }

  /// What use cases run on: threads of the system, as servers of these stages do.
  @Provides
  @Singleton
  static ExecutorService threads(Rung rung, OpenParts parts) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name("use-case-", 0).factory();
    return parts.keepThreads(
        rung.has(Rung.POOLS)
            ? Executors.newFixedThreadPool(WORKERS, factory)
            : Executors.newThreadPerTaskExecutor(factory));
  }

  @Provides
  @Singleton
  static NodeRegistry registry(Settings settings, Clock clock) {
    String name = settings.webSocket().node();
    return new EmbeddedNodeRegistry(
        new NodeRegistry.Node(
            new NodeId(name),
            name,
            settings.http().host() + ":" + settings.http().port(),
            Set.of(NodeRegistry.Role.values()),
            clock.wallMillis()));
  }

  @Provides
  @Singleton
  static PeerLink peers() {
    return new NoPeers();
  }

  @Provides
  @Singleton
  static BodyFormat format(Rung rung) {
    return rung.has(Rung.STRUCTURES) ? BodyFormat.PROTOBUF : BodyFormat.JSON;
  }

  @Provides
  @Singleton
  static RoadConnections connections(Rung rung, ClusterSettings cluster, OpenParts parts) {
    return parts.keep(
        rung.has(Rung.POOLS)
            ? RoadConnections.Pooled.of(cluster.mysql(), POOL)
            : new RoadConnections.New(cluster.mysql()));
  }

  @Provides
  @Singleton
  static RoadRedis redis(
      Rung rung, ClusterSettings cluster, Installation installation, OpenParts parts) {
    return parts.keep(
        RoadRedis.connect(installation.named(cluster.redis()), rung.has(Rung.POOLS) ? POOL : 1));
  }

  /// On one connection where the road has one.
  @Provides
  @Singleton
  static PresenceRegistry presence(
      Rung rung,
      ClusterSettings cluster,
      Installation installation,
      NodeRegistry nodes,
      OpenParts parts) {
    RedisSettings usual = installation.named(cluster.redis());
    RedisConnections redis =
        parts.keep(
            RedisConnections.connect(
                new RedisSettings(
                    usual.addresses(),
                    usual.credentials(),
                    usual.tls(),
                    rung.has(Rung.POOLS) ? POOL : 1,
                    usual.timeout(),
                    usual.namespace())));
    return parts.keep(new RedisPresenceRegistry(redis, nodes));
  }

  @Provides
  @Singleton
  static MemberDirectory directory(
      Rung rung, RoadRedis redis, GroupStore groups, AccountStore accounts) {
    MemberDirectory stored = new StoredMembers(groups, accounts);
    return rung.has(Rung.CACHE) ? new CachedMembers(redis, stored) : stored;
  }

  @Provides
  @Singleton
  static SequenceLedger ledger(
      Rung rung, RoadRedis redis, RoadConnections connections, Clock clock) {
    Stamps stamps = new Stamps(clock);
    if (!rung.has(Rung.CACHE)) {
      return LockedRowsLedger.open(connections, stamps);
    }
    return new CountersLedger(
        redis,
        rung.has(Rung.BATCH) ? new SeqCounters.Scripted(redis) : new SeqCounters.OneByOne(redis),
        stamps);
  }

  @Provides
  @Singleton
  static RoadRows rows(Rung rung, BodyFormat format, ClusterSettings cluster) {
    return new RoadRows(format, rung.has(Rung.BATCH) ? 500 : 1, cluster.queues());
  }

  @Provides
  @Singleton
  static Journal journal(
      Rung rung,
      BodyFormat format,
      ClusterSettings cluster,
      Installation installation,
      RoadConnections connections,
      RoadRows rows,
      @Named("pushes") Delivery pushes,
      OpenParts parts) {
    if (!rung.has(Rung.ASYNCHRONY)) {
      return new RowsBeforeAck(connections, rows, pushes);
    }
    RowQueue queue =
        parts.keep(
            RowQueue.open(
                new RabbitConnections(cluster.rabbit()),
                installation.named(cluster.rabbit()).queues() + ".rows"));
    AtomicLong inQueue = new AtomicLong();
    var _ =
        parts.keep(
            RowWriter.start(
                queue,
                rung.has(Rung.POOLS) ? 2 * ROW_WORKERS : 1,
                format,
                connections,
                rows,
                rowThreads(rung, parts),
                inQueue));
    return new RowsBehindQueue(format, publisher(rung, queue), inQueue);
  }

  private static Executor rowThreads(Rung rung, OpenParts parts) {
    return rung.has(Rung.POOLS)
        ? parts.keepThreads(
            Executors.newFixedThreadPool(
                ROW_WORKERS, Thread.ofPlatform().daemon().name("row-worker-", 0).factory()))
        : RungDeliveryModule.NEW_THREADS;
  }

  private static Publisher publisher(Rung rung, RowQueue queue) {
    try {
      return rung.has(Rung.STRUCTURES)
          ? new Publisher.Multiplexed(queue.publisher(), queue.name())
          : new Publisher.OneAtATime(queue.publisher(), queue.name());
    } catch (IOException failure) {
      throw new IllegalStateException("RabbitMQ: no confirms on " + queue.name(), failure);
    }
  }

  @Provides
  @Singleton
  static JsonReader jsonReader(RoadConnections connections, MysqlReader reader) {
    return new JsonReader(connections, reader);
  }

  @Provides
  static InboxReader inbox(BodyFormat format, JsonReader json, MysqlReader records) {
    return switch (format) {
      case JSON -> json;
      case PROTOBUF -> records;
    };
  }

  @Provides
  static MessageReader messages(BodyFormat format, JsonReader json, MysqlReader records) {
    return switch (format) {
      case JSON -> json;
      case PROTOBUF -> records;
    };
  }

  @Binds
  Backend backend(RungBackend backend);

  @Provides
  @Singleton
  static RungBackend rungBackend(OpenParts parts, MysqlDatabase mysql) {
    return new RungBackend(parts, mysql);
  }
}
