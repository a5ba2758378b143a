package dev.peal.out.grpc;

import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.application.port.out.PeerLink;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import dev.peal.peer.GrpcSettings;
import dev.peal.peer.PeerProof;
import io.grpc.Status;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call to each other node that takes sessions, for as long as the registry lists that node. A
/// batch is encoded once for all of them, and written by the thread that hands it in.
///
/// For each node at most `queueFrames` frames and `queueBytes` bytes wait; past that, who missed
/// something is remembered, for 100,000 users at most, and past that only that somebody did. After
/// every break of a call the node is told that something may be missing. Thread-safe; only [#close]
/// blocks.
public final class GrpcPeerLink implements PeerLink, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GrpcPeerLink.class);
  private static final long CHECK_SECONDS = 10;
  private static final long FINISH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final NodeId self;
  private final GrpcSettings settings;
  private final PeerChannels channels;
  private final Optional<PeerProof> proof;
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("peer-link").daemon().factory());

  /// Never changed, but replaced by whoever has the monitor.
  private volatile Map<NodeId, Peer> peers = Map.of();

  private boolean closed;

  /// Begins to call the nodes that the registry lists, and those it will list.
  ///
  /// @throws IllegalArgumentException the certificates cannot be used
  public GrpcPeerLink(GrpcSettings settings, NodeRegistry registry) {
    this.self = registry.self().id();
    this.settings = settings;
    this.channels = new PeerChannels(settings);
    this.proof = settings.trust().secret().map(PeerProof::new);
    registry.onChange(this::follow);
  }

  /// How it stands with one other node that takes sessions.
  ///
  /// @param downNanos how long it has not been linked
  /// @param why what the last attempt came to
  public record Link(NodeId node, String address, boolean up, long downNanos, String why) {}

  /// How it stands with each of them.
  public List<Link> links() {
    return peers.values().stream().map(Peer::state).toList();
  }

  /// Calls this node by the address that it tells others, as they will, and proves the secret.
  /// Blocks, for ten seconds at most.
  ///
  /// @throws IllegalStateException nobody answers there, or somebody else does; the sentence says
  ///   what to do
  public static void checkOwnAddress(GrpcSettings settings, NodeRegistry.Node self) {
    Optional<PeerProof> proof = settings.trust().secret().map(PeerProof::new);
    var introduction = new PeerCall.Introduction(self.id(), self.id(), proof);
    var outcome = new CompletableFuture<Optional<String>>();
    var call =
        new PeerCall(
            new PeerChannels(settings).open(self.address()),
            introduction,
            new PeerCall.Events() {
              @Override
              public void welcomed(PeerCall call) {
                outcome.complete(Optional.empty());
              }

              @Override
              public void ready(PeerCall call) {}

              @Override
              public void ended(PeerCall call, Status status) {
                outcome.complete(Optional.of(Peer.reason(status)));
              }
            });
    call.start();
    Optional<String> failure =
        outcome.completeOnTimeout(Optional.of("no answer"), CHECK_SECONDS, TimeUnit.SECONDS).join();
    call.abort("it was a test");
    if (failure.isPresent()) {
      throw new IllegalStateException(
          "cluster.advertised-host: this node is not reached at "
              + self.address()
              + ", which it tells the others: "
              + failure.get()
              + " (expected: a host that leads to cluster.listen-host and cluster.listen-port of this"
              + " node, from here too; where it cannot from here, set cluster.check-address=false)");
    }
  }

  @Override
  public void deliverToAll(Batch batch) {
    deliver(batch, peers.values());
  }

  @Override
  public void deliver(Set<NodeId> nodes, Batch batch) {
    Map<NodeId, Peer> known = peers;
    deliver(batch, nodes.stream().map(known::get).filter(Objects::nonNull).toList());
  }

  private static void deliver(Batch batch, Collection<Peer> to) {
    if (to.isEmpty()) {
      return;
    }
    Outgoing frame = Outgoing.of(batch);
    for (Peer peer : to) {
      try {
        peer.deliver(frame, batch);
      } catch (RuntimeException | Error bug) {
        failed(peer, bug);
      }
    }
  }

  @Override
  public void missedByAll(Batch batch) {
    for (Peer peer : peers.values()) {
      try {
        peer.missed(batch);
      } catch (RuntimeException | Error bug) {
        failed(peer, bug);
      }
    }
  }

  @Override
  public void replace(NodeId node, UserId user, DeviceName device, long session) {
    @Nullable Peer peer = peers.get(node);
    if (peer == null) {
      return;
    }
    try {
      peer.replace(Outgoing.replace(user, device, session));
    } catch (RuntimeException | Error bug) {
      failed(peer, bug);
    }
  }

  private static void failed(Peer peer, Throwable bug) {
    log.error("A frame was not sent to the node at {}", peer.address(), bug);
  }

  /// Ends the calls to nodes that are gone, and begins those to new ones.
  private synchronized void follow(List<Node> nodes) {
    if (closed) {
      return;
    }
    Map<NodeId, Peer> next = new HashMap<>();
    for (Node node : nodes) {
      if (!node.id().equals(self) && node.roles().contains(Role.GATEWAY)) {
        Peer known = peers.get(node.id());
        boolean stays = known != null && known.address().equals(node.address());
        next.put(node.id(), stays ? known : newPeer(node));
      }
    }
    Map<NodeId, Peer> before = peers;
    peers = Map.copyOf(next);
    before.forEach((id, peer) -> {
      if (next.get(id) != peer) {
        log.info("Node {} at {} is gone", id, peer.address());
        peer.end("the node is gone");
      }
    });
  }

  private Peer newPeer(Node node) {
    Peer peer =
        new Peer(
            new PeerCall.Introduction(self, node.id(), proof),
            node.address(),
            channels,
            settings,
            timers);
    peer.begin();
    return peer;
  }

  /// Lets what is being sent arrive, for 2 s at most, and ends all calls. What is handed in later
  /// goes nowhere. Repeating it is harmless.
  @Override
  public void close() {
    Map<NodeId, Peer> last;
    synchronized (this) {
      closed = true;
      last = peers;
      peers = Map.of();
    }
    long start = System.nanoTime();
    last.values().forEach(Peer::finish);
    while (!last.values().stream().allMatch(Peer::finish)
        && System.nanoTime() - start < FINISH_NANOS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    last.values().forEach(peer -> peer.end("this node stops"));
    timers.shutdownNow();
  }
}
