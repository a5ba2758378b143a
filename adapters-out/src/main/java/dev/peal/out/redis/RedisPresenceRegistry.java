package dev.peal.out.redis;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/// Which devices have sessions on which node, in Redis: a hash a user. Sessions of nodes that are
/// not alive count for nothing, so what a dead node left behind ends with its lease; everything is
/// forgotten after [#TTL] without a word from its node.
///
/// A background thread tells Redis of all sessions of this node every [#PASS_MILLIS], which also
/// heals a Redis that was emptied. While Redis is away, sessions begin and end as ever, and it is
/// told later.
///
/// Bounded: in this process by the number of its sessions. Thread-safe; blocks for Redis.
public final class RedisPresenceRegistry implements PresenceRegistry, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisPresenceRegistry.class);
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final long PASS_MILLIS = 10_000;
  private static final int TOGETHER = 500;
  private static final int NODE_FROM = ArriveScript.SESSION_DIGITS + 10;

  private final OutageLog outages =
      new OutageLog(log, System::nanoTime, "Sessions are not noted in Redis");
  private final RedisConnections connections;
  private final NodeRegistry nodes;

  /// Of each user the newest session of each device on this node; inner maps are never changed.
  private final ConcurrentHashMap<UserId, Map<DeviceName, Long>> own = new ConcurrentHashMap<>();

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread refresher;

  private record Session(UserId user, DeviceName device, long number) {}

  /// Starts the background thread.
  public RedisPresenceRegistry(RedisConnections connections, NodeRegistry nodes) {
    this(connections, nodes, PASS_MILLIS);
  }

  RedisPresenceRegistry(RedisConnections connections, NodeRegistry nodes, long passMillis) {
    this.connections = connections;
    this.nodes = nodes;
    this.refresher =
        Thread.ofVirtual().name("peal-redis-presence").start(() -> refreshEvery(passMillis));
  }

  @Override
  public Optional<Elsewhere> arrived(UserId user, DeviceName device, long session) {
    own.merge(user, Map.of(device, session), RedisPresenceRegistry::newest);
    try {
      @Nullable Object[] replies =
          connections.run(
              List.of(
                  arrive(new Session(user, device, session)),
                  KnownAccounts.note(connections, user)));
      return elsewhere(replies[0], session);
    } catch (StoreUnavailable away) {
      log.debug("A session of user {} is noted later: {}", user, away.getMessage());
      return Optional.empty();
    }
  }

  private static Map<DeviceName, Long> newest(
      Map<DeviceName, Long> known, Map<DeviceName, Long> arrived) {
    Map<DeviceName, Long> both = new HashMap<>(known);
    arrived.forEach((device, session) -> both.merge(device, session, Math::max));
    return Map.copyOf(both);
  }

  /// Null, which removes the user, when no device is left.
  private static @Nullable Map<DeviceName, Long> without(
      Map<DeviceName, Long> devices, DeviceName device, long session) {
    Map<DeviceName, Long> rest = new HashMap<>(devices);
    rest.remove(device, session);
    return rest.isEmpty() ? null : Map.copyOf(rest);
  }

  private Command arrive(Session session) {
    return ArriveScript.command(
        key(session.user()),
        session.device().value(),
        session.number(),
        nodes.self().id().value(),
        TTL.toSeconds());
  }

  private Command depart(Session session) {
    return DepartScript.command(key(session.user()), session.device().value(), session.number());
  }

  private Optional<Elsewhere> elsewhere(@Nullable Object before, long session) {
    if (before == null) {
      return Optional.empty();
    }
    String value = Replies.text(before);
    var node = new NodeId(value.substring(NODE_FROM));
    long older = Long.parseLong(value.substring(0, ArriveScript.SESSION_DIGITS));
    return older < session && othersAlive().contains(node)
        ? Optional.of(new Elsewhere(node, older))
        : Optional.empty();
  }

  @Override
  public void departed(UserId user, DeviceName device, long session) {
    own.computeIfPresent(user, (ignored, devices) -> without(devices, device, session));
    try {
      connections.run(depart(new Session(user, device, session)));
    } catch (StoreUnavailable away) {
      log.debug("A session of user {} is forgotten later: {}", user, away.getMessage());
    }
  }

  /// Those with a session here, if Redis is away.
  @Override
  public List<UserId> online(List<UserId> users) {
    List<Set<NodeId>> found;
    try {
      found = find(users);
    } catch (StoreUnavailable away) {
      return users.stream().filter(own::containsKey).toList();
    }
    Set<NodeId> others = othersAlive();
    List<UserId> online = new ArrayList<>();
    for (int i = 0; i < users.size(); i++) {
      if (own.containsKey(users.get(i)) || !Collections.disjoint(found.get(i), others)) {
        online.add(users.get(i));
      }
    }
    return online;
  }

  /// Throws when Redis is away, so that the caller asks all nodes.
  ///
  /// @throws StoreUnavailable a retry is safe
  @Override
  public Set<NodeId> nodesOf(List<UserId> users) {
    Set<NodeId> others = othersAlive();
    if (others.isEmpty()) {
      return Set.of();
    }
    Set<NodeId> nodesOf = new HashSet<>();
    find(users).forEach(nodesOf::addAll);
    nodesOf.retainAll(others);
    return nodesOf;
  }

  /// The nodes of each of `users`, alive or not, in one round trip.
  private List<Set<NodeId>> find(List<UserId> users) {
    List<Command> commands = new ArrayList<>(users.size());
    users.forEach(user -> commands.add(Command.of(Protocol.Command.HVALS, key(user))));
    List<Set<NodeId>> found = new ArrayList<>(users.size());
    for (Object reply : connections.run(commands)) {
      Set<NodeId> nodesOfOne = new HashSet<>();
      for (Object value : Replies.list(reply)) {
        nodesOfOne.add(new NodeId(Replies.text(value).substring(NODE_FROM)));
      }
      found.add(nodesOfOne);
    }
    return found;
  }

  private Set<NodeId> othersAlive() {
    Set<NodeId> others = new HashSet<>();
    nodes.nodes().forEach(node -> others.add(node.id()));
    others.remove(nodes.self().id());
    return others;
  }

  private void refreshEvery(long passMillis) {
    try {
      while (!closed.await(passMillis, TimeUnit.MILLISECONDS)) {
        try {
          refresh();
          outages.worked();
        } catch (StoreUnavailable away) {
          outages.failed(away.getMessage());
        } catch (RuntimeException | Error bug) {
          outages.broke(bug);
        }
      }
    } catch (InterruptedException stopped) {
      log.debug("Sessions are not noted any more");
    }
  }

  /// Tells of all sessions here. Those that end while this is under way are told to have ended once
  /// more, since their end may have been overtaken.
  private void refresh() {
    List<Session> sessions = new ArrayList<>();
    own.forEach((user, devices) ->
        devices.forEach((device, number) -> sessions.add(new Session(user, device, number))));
    runTogether(sessions.stream().filter(this::isHere).map(this::arrive).toList());
    runTogether(sessions.stream().filter(session -> !isHere(session)).map(this::depart).toList());
  }

  private boolean isHere(Session session) {
    Long number = own.getOrDefault(session.user(), Map.of()).get(session.device());
    return number != null && number == session.number();
  }

  private void runTogether(List<Command> commands) {
    for (int from = 0; from < commands.size(); from += TOGETHER) {
      connections.run(commands.subList(from, Math.min(from + TOGETHER, commands.size())));
    }
  }

  private String key(UserId user) {
    return connections.key("p:" + user);
  }

  /// Ends the background thread. Sessions that still stand in Redis end with this node's lease.
  @Override
  public void close() {
    closed.countDown();
    try {
      refresher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
