package dev.peal.out.redis;

import dev.peal.application.port.out.StoreUnavailable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/// Whether the servers can keep what is promised: asked at the start, and again of a server to
/// which a connection broke, since another one may answer there, or the same one with other
/// settings. Replicas are asked in the background, because one of them may be the next master.
/// Thread-safe.
final class ServerCheck implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);
  private static final String WANTED_POLICY = "noeviction";
  private static final Pattern REPLICA = Pattern.compile("slave\\d+:ip=([^,]+),port=(\\d+),");
  private static final int MOST_SAID = 200;

  private final boolean cluster;
  private final JedisClientConfig client;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final ExecutorService replicas = Executors.newVirtualThreadPerTaskExecutor();

  ServerCheck(boolean cluster, JedisClientConfig client) {
    this.cluster = cluster;
    this.client = client;
  }

  /// @throws StoreUnavailable says which server, what is wrong, and what to do
  void atStart(Topology topology, RedisSettings settings) {
    for (HostAndPort server : topology.servers()) {
      try (Connection connection = topology.lease(server)) {
        RightsCheck.check(connection, server, settings.namespace(), settings.credentials().user());
        check(connection, server, true);
      } catch (JedisException failure) {
        throw unreachable(server.toString(), failure);
      }
    }
  }

  /// A server of a cluster that is no master any more says so to every command.
  ///
  /// @throws StoreUnavailable says which server, what is wrong, and what to do
  void again(Connection connection, HostAndPort server) {
    check(connection, server, !cluster);
  }

  private void check(Connection connection, HostAndPort server, boolean master) {
    String info = info(connection);
    if (info.contains("cluster_enabled:1") && !cluster) {
      throw new StoreUnavailable(
          "Redis at "
              + server
              + " belongs to a Redis Cluster: name two or more of its nodes in redis.addresses",
          true);
    }
    if (master && !info.contains("role:master")) {
      throw new StoreUnavailable(
          "Redis at " + server + " is a replica: name its master in redis.addresses", true);
    }
    String policy = policy(info);
    if (!policy.equals(WANTED_POLICY)) {
      throw new StoreUnavailable(
          "Redis at "
              + server
              + " has maxmemory-policy "
              + policy
              + " (expected: "
              + WANTED_POLICY
              + "): set it in its configuration, or it may forget what it must not",
          true);
    }
    Matcher found = REPLICA.matcher(info);
    boolean any = false;
    while (found.find()) {
      any = true;
      HostAndPort replica = new HostAndPort(found.group(1), Integer.parseInt(found.group(2)));
      replicas.execute(() -> replica(replica));
    }
    if (any && !cluster && !info.contains("min_slaves_good_slaves:")) {
      warn(
          "Redis at "
              + server
              + " has replicas and min-replicas-to-write 0: when one of them takes over, the old"
              + " master goes on taking writes, for longer than any redis.failover-window allows."
              + " Set min-replicas-to-write 1, and redis.failover-window above"
              + " min-replicas-max-lag");
    }
  }

  /// Both are in what INFO says, which every script needs anyway.
  private static String info(Connection connection) {
    connection.sendCommand(Protocol.Command.INFO);
    return Replies.text(connection.getOne());
  }

  private static String policy(String info) {
    return info.lines()
        .filter(line -> line.startsWith("maxmemory_policy:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("not told");
  }

  private void replica(HostAndPort replica) {
    try (Connection connection = new Connection(replica, client)) {
      String policy = policy(info(connection));
      if (!policy.equals(WANTED_POLICY)) {
        warn(
            "The replica of Redis at "
                + replica
                + " has maxmemory-policy "
                + policy
                + " (expected: "
                + WANTED_POLICY
                + "): nothing will be taken from it once it is the master");
      }
    } catch (JedisException failure) {
      warn("The replica of Redis at " + replica + " cannot be checked: " + reason(failure));
    }
  }

  private void warn(String what) {
    if (said.size() < MOST_SAID && said.add(what)) {
      log.warn("{}", what);
    }
  }

  @Override
  public void close() {
    replicas.close();
  }

  static StoreUnavailable unreachable(String where, JedisException failure) {
    return new StoreUnavailable(
        "Redis at "
            + where
            + " cannot be used: "
            + reason(failure)
            + ". Start it, or correct redis.addresses, redis.user, redis.password or redis.tls",
        failure,
        true);
  }

  /// The innermost message, which is the one that says something.
  static String reason(Throwable failure) {
    Throwable cause = failure;
    String reason = String.valueOf(failure.getMessage());
    for (int depth = 0; cause.getCause() != null && depth < 8; depth++) {
      cause = cause.getCause();
      if (cause.getMessage() != null) {
        reason = cause.getMessage();
      }
    }
    return reason;
  }
}
