package dev.peal.application.delivery;

import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.PeerLink;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows batches to the sessions of this node at once, and hands them to the other nodes. This is
/// the one place that says which nodes get a batch:
///
/// | conversation | nodes |
/// |---|---|
/// | group | all; each looks up its own sessions, which is cheaper than asking where the members are |
/// | direct | those where presence says that one of the two has a session |
///
/// When presence cannot be asked, a batch goes to all nodes.
///
/// Other nodes are served by one router on a virtual thread, in the order in which batches came, so
/// that asking presence neither delays the caller nor disturbs that order. At most [#MAX_WAITING]
/// batches wait for it; past that, what other nodes miss is only noted there. Thread-safe.
public final class RouteBatchesService implements Delivery {

  private static final Logger log = LoggerFactory.getLogger(RouteBatchesService.class);
  private static final int MAX_WAITING = 1_024;

  private final Delivery local;
  private final PeerLink peers;
  private final PresenceRegistry presence;
  private final Executor threads;
  private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean routing = new AtomicBoolean();

  /// `local` shows batches to the sessions of this node; `threads` runs the router on a virtual
  /// thread.
  public RouteBatchesService(
      Delivery local, PeerLink peers, PresenceRegistry presence, Executor threads) {
    this.local = local;
    this.peers = peers;
    this.presence = presence;
    this.threads = threads;
  }

  @Override
  public void deliver(Batch batch) {
    local.deliver(batch);
    if (!waiting.offer(batch)) {
      peers.missedByAll(batch);
    }
    if (routing.compareAndSet(false, true)) {
      begin();
    }
  }

  private void begin() {
    try {
      threads.execute(this::route);
    } catch (RuntimeException | Error notStarted) {
      // The next batch tries again; what waits is noted for other nodes at the latest when too much
      // does.
      routing.set(false);
      log.error("Batches are not handed to other nodes", notStarted);
    }
  }

  private void route() {
    do {
      try {
        for (Batch batch = waiting.poll(); batch != null; batch = waiting.poll()) {
          routeOrNote(batch);
        }
      } finally {
        // Whatever was thrown, the next batch finds a router.
        routing.set(false);
      }
      // A batch that came after the last poll found the router at work, unless it is seen here.
    } while (!waiting.isEmpty() && routing.compareAndSet(false, true));
  }

  /// A failure, even of the machine, concerns one batch only.
  private void routeOrNote(Batch batch) {
    try {
      route(batch);
    } catch (RuntimeException | Error failure) {
      try {
        log.error("Batch {} was not handed to other nodes", batch.id(), failure);
        peers.missedByAll(batch);
      } catch (RuntimeException | Error another) {
        log.error("Nor were they told that they miss something", another);
      }
    }
  }

  private void route(Batch batch) {
    switch (batch.conversation()) {
      case ConversationId.Group ignored -> peers.deliverToAll(batch);
      case ConversationId.Direct ignored -> routeDirect(batch);
    }
  }

  private void routeDirect(Batch batch) {
    List<UserId> users = new ArrayList<>(batch.recipients().size());
    for (int i = 0; i < batch.recipients().size(); i++) {
      users.add(new UserId(batch.recipients().user(i)));
    }
    Set<NodeId> nodes;
    try {
      nodes = presence.nodesOf(users);
    } catch (StoreUnavailable away) {
      log.debug("Presence cannot be asked: {}", away.getMessage());
      peers.deliverToAll(batch);
      return;
    }
    if (!nodes.isEmpty()) {
      peers.deliver(nodes, batch);
    }
  }
}
