package dev.peal.out.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.util.Pool;

/// Which server has which keys, and the pools of connections to them. Throws the exceptions of the
/// library. Thread-safe.
sealed interface Topology extends AutoCloseable {

  /// Where the keys of a slot are written, as far as is known.
  HostAndPort serverOf(int slot);

  /// Takes a connection out of its pool; closing it brings it back. Waits for one when all are in
  /// use.
  Connection lease(HostAndPort server);

  /// All servers that take writes.
  List<HostAndPort> servers();

  /// A connection to this server broke: the others are probably broken too.
  void broken(HostAndPort server);

  /// Something was found elsewhere than where it was looked for.
  void refresh();

  @Override
  void close();

  /// One server that has everything.
  final class Lone implements Topology {

    private final HostAndPort server;
    private final PooledConnectionProvider pool;

    Lone(HostAndPort server, JedisClientConfig client, ConnectionPoolConfig pool) {
      this.server = server;
      this.pool = new PooledConnectionProvider(server, client, pool);
    }

    @Override
    public HostAndPort serverOf(int slot) {
      return server;
    }

    @Override
    public Connection lease(HostAndPort ignored) {
      return pool.getConnection();
    }

    @Override
    public List<HostAndPort> servers() {
      return List.of(server);
    }

    @Override
    public void broken(HostAndPort ignored) {
      pool.getPool().clear();
    }

    @Override
    public void refresh() {
      // There is no other server.
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /// The masters of a Redis Cluster. The map of slots is read again when something was not where it
  /// ought to be, at most once in [#REFRESH_NANOS].
  final class Clustered implements Topology {

    private static final long REFRESH_NANOS = 200_000_000;

    private final ClusterConnectionProvider provider;
    private final AtomicLong refreshedNanos = new AtomicLong(System.nanoTime() - REFRESH_NANOS);

    Clustered(Set<HostAndPort> seeds, JedisClientConfig client, ConnectionPoolConfig pool) {
      this.provider = new ClusterConnectionProvider(seeds, client, pool);
    }

    @Override
    public HostAndPort serverOf(int slot) {
      HostAndPort server = provider.getNode(slot);
      if (server == null) {
        refresh();
        server = provider.getNode(slot);
      }
      if (server == null) {
        throw new JedisException("no server has slot " + slot);
      }
      return server;
    }

    @Override
    public Connection lease(HostAndPort server) {
      return provider.getConnection(server);
    }

    @Override
    public List<HostAndPort> servers() {
      Set<HostAndPort> servers = new HashSet<>();
      provider.getPrimaryNodes().keySet().forEach(name -> servers.add(HostAndPort.from(name)));
      return new ArrayList<>(servers);
    }

    @Override
    public void broken(HostAndPort server) {
      Pool<Connection> pool = provider.getNodes().get(server.toString());
      if (pool != null) {
        pool.clear();
      }
      refresh();
    }

    @Override
    public void refresh() {
      long now = System.nanoTime();
      long last = refreshedNanos.get();
      if (now - last >= REFRESH_NANOS && refreshedNanos.compareAndSet(last, now)) {
        provider.renewSlotCache();
      }
    }

    @Override
    public void close() {
      provider.close();
    }
  }
}
