package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.out.redis.RedisSettings;
import java.util.function.Function;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/// Redis for the road: one command at a time on each of its connections. Thread-safe; blocks.
///
/// @param prefix what keys begin with
record RoadRedis(RedisClient client, String prefix) implements AutoCloseable {

  /// `connections` is how many commands may be on their way at once. Takes the first address, and
  /// wants no password: the servers are a benchmark's own.
  static RoadRedis connect(RedisSettings settings, int connections) {
    RedisSettings.Address address = settings.addresses().getFirst();
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(connections);
    pool.setMaxIdle(connections);
    pool.setJmxEnabled(false);
    int timeoutMillis = Math.toIntExact(settings.timeout().toMillis());
    RedisClient client =
        RedisClient.builder()
            .hostAndPort(address.host(), address.port())
            .clientConfig(
                DefaultJedisClientConfig.builder()
                    .connectionTimeoutMillis(timeoutMillis)
                    .socketTimeoutMillis(timeoutMillis)
                    .build())
            .poolConfig(pool)
            .build();
    return new RoadRedis(client, settings.namespace() + ":road:");
  }

  String key(String rest) {
    return prefix + rest;
  }

  /// Runs commands.
  ///
  /// @throws StoreUnavailable what they did is unknown
  <T> T run(String what, Function<RedisClient, T> commands) {
    try {
      return commands.apply(client);
    } catch (JedisException failure) {
      throw new StoreUnavailable("redis: " + what + ": " + failure.getMessage(), failure, false);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
