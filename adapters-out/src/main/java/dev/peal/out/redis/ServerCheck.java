package dev.peal.out.redis;

import dev.peal.application.port.out.StoreUnavailable;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// Whether the servers can keep what is promised, asked once at the start.
final class ServerCheck {

  private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);
  private static final String WANTED_POLICY = "noeviction";

  private ServerCheck() {}

  static void check(Topology topology, RedisSettings settings) {
    for (HostAndPort server : topology.servers()) {
      try (Connection connection = topology.lease(server)) {
        RightsCheck.check(connection, server, settings.namespace(), settings.credentials().user());
        mode(connection, server, settings.cluster());
        policy(connection, server);
      } catch (JedisException failure) {
        throw unreachable(server.toString(), failure);
      }
    }
  }

  private static void mode(Connection connection, HostAndPort server, boolean cluster) {
    String info = info(connection, "cluster") + info(connection, "replication");
    if (info.contains("cluster_enabled:1") && !cluster) {
      throw new StoreUnavailable(
          "Redis at "
              + server
              + " belongs to a Redis Cluster: name two or more of its nodes in redis.addresses",
          true);
    }
    if (!info.contains("role:master")) {
      throw new StoreUnavailable(
          "Redis at " + server + " is a replica: name its master in redis.addresses", true);
    }
  }

  private static String info(Connection connection, String section) {
    connection.sendCommand(Protocol.Command.INFO, section);
    return Replies.text(connection.getOne());
  }

  private static void policy(Connection connection, HostAndPort server) {
    List<?> answer;
    try {
      connection.sendCommand(Protocol.Command.CONFIG, "GET", "maxmemory-policy");
      answer = Replies.list(connection.getOne());
    } catch (JedisDataException forbidden) {
      log.warn(
          "Redis at {} does not say its maxmemory-policy ({}). It has to be {}: with any other,"
              + " messages may be taken for new twice",
          server,
          forbidden.getMessage(),
          WANTED_POLICY);
      return;
    }
    String policy = answer.size() < 2 ? "" : Replies.text(answer.get(1));
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
