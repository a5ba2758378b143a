package dev.peal.bootstrap;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.peal.application.delivery.ReceiveFromPeerService;
import dev.peal.application.delivery.RouteBatchesService;
import dev.peal.application.operating.LinkWatch;
import dev.peal.application.persisting.LateBatches;
import dev.peal.application.port.in.ReceiveFromPeer;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.PeerLink;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Settings;
import dev.peal.bootstrap.config.WrongConfiguration;
import dev.peal.domain.session.NodeId;
import dev.peal.in.grpc.PeerServer;
import dev.peal.in.rabbit.JournalConsumer;
import dev.peal.in.websocket.Gateway;
import dev.peal.out.etcd.EtcdNodeRegistry;
import dev.peal.out.grpc.GrpcPeerLink;
import dev.peal.out.mysql.MysqlClock;
import dev.peal.out.mysql.MysqlClusterSettings;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.record.RecordVersions;
import dev.peal.out.redis.RedisConnections;
import dev.peal.out.redis.RedisLedger;
import dev.peal.out.redis.RedisPresenceRegistry;
import dev.peal.peer.GrpcSettings;
import dev.peal.rabbit.VanishedQueues;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/// The other nodes: who they are, and how they are told.
@Module
interface ClusterNodesModule {

  @Provides
  @Singleton
  static NodeId self(Settings settings) {
    return NodeIds.of(settings.webSocket().node());
  }

  /// With a secret that is kept in MySQL when none is configured.
  @Provides
  @Singleton
  static GrpcSettings grpc(ClusterSettings cluster, MysqlClusterSettings clusterWide) {
    return cluster.peers().with(HexFormat.of().formatHex(clusterWide.secret("peers")));
  }

  @Provides
  @Singleton
  static ReceiveFromPeer receive(Gateway gateway) {
    return new ReceiveFromPeerService(gateway, gateway);
  }

  @Provides
  @Singleton
  static PeerServer peerServer(GrpcSettings grpc, NodeId self, ReceiveFromPeer receive) {
    return new PeerServer(grpc, self, RecordCodec::decodeBatch, receive);
  }

  /// Listens for other nodes first, since they have to be told where. What they say before the
  /// gateway has sessions concerns nobody.
  @Provides
  @Singleton
  static EtcdNodeRegistry registry(
      ClusterSettings cluster,
      Settings settings,
      GrpcSettings grpc,
      NodeId self,
      PeerServer server,
      Clock clock) {
    EtcdNodeRegistry.look(cluster.etcd());
    NodeRegistry.Node node =
        new NodeRegistry.Node(
            self,
            settings.webSocket().node(),
            grpc.address(server.start()),
            cluster.roles(),
            clock.wallMillis(),
            RecordVersions.HIGHEST);
    if (cluster.peers().checkAddress() && cluster.roles().contains(NodeRegistry.Role.GATEWAY)) {
      try {
        GrpcPeerLink.checkOwnAddress(grpc, node);
      } catch (IllegalStateException wrong) {
        server.close();
        throw new WrongConfiguration(String.valueOf(wrong.getMessage()));
      }
    }
    return new EtcdNodeRegistry(cluster.etcd(), node);
  }

  @Provides
  @Singleton
  static LinkWatch linkWatch(
      EtcdNodeRegistry registry, GrpcPeerLink peers, PeerServer server, Clock clock) {
    return new LinkWatch(
        registry,
        registry::reached,
        () ->
            new LinkWatch.Links(
                peers.links().stream()
                    .collect(
                        Collectors.toMap(
                            GrpcPeerLink.Link::node,
                            link -> link.up() ? Optional.empty() : Optional.of(link.why()))),
                server.linked()),
        clock::monotonicNanos);
  }

  @Provides
  @Singleton
  static GrpcPeerLink peerLink(GrpcSettings grpc, NodeRegistry registry) {
    return new GrpcPeerLink(grpc, registry);
  }

  @Provides
  @Singleton
  static RedisPresenceRegistry presence(RedisConnections redis, NodeRegistry registry) {
    return new RedisPresenceRegistry(redis, registry);
  }

  @Provides
  @Singleton
  static Delivery delivery(
      Gateway gateway, PeerLink peers, PresenceRegistry presence, ExecutorService virtualThreads) {
    return new RouteBatchesService(gateway, peers, presence, virtualThreads);
  }

  /// The parameters stand in the order in which the servers are looked for.
  @Provides
  @Singleton
  static Backend backend(
      ClusterSettings cluster,
      MysqlDatabase mysql,
      MysqlClock clock,
      RedisConnections redis,
      RedisLedger ledger,
      RabbitJournal journal,
      JournalConsumer consumer,
      VanishedQueues vanished,
      PeerServer server,
      EtcdNodeRegistry registry,
      GrpcPeerLink peers,
      LinkWatch links,
      RedisPresenceRegistry presence,
      LateBatches late) {
    return new ClusterBackend(
        cluster.roles(),
        journal,
        consumer,
        vanished,
        cluster.queues(),
        registry,
        links,
        late,
        new ClusterBackend.Closing(server, peers, presence, ledger, redis, clock, mysql));
  }

  @Binds
  NodeRegistry nodes(EtcdNodeRegistry registry);

  @Binds
  PeerLink peers(GrpcPeerLink link);

  @Binds
  PresenceRegistry presencePort(RedisPresenceRegistry presence);
}
