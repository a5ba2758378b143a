package dev.peal.out.redis;

import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.out.breaker.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/// Runs commands on the Redis servers that have their keys, those of one call in one round trip a
/// server, all servers at once.
///
/// A command is sent again only when Redis has said that it did not run it: its script was not
/// loaded, or its key lies elsewhere. After a time-out or a broken connection nothing is sent
/// again, since the first one may still run, and later: the ledger rests on that. (The library's
/// own clients do send again, so only its pools and connections are used.)
///
/// A server that does not answer several times in a row is known to be away: then callers are
/// answered at once, and one at a time tries it ([CircuitBreaker]).
///
/// Bounded: so many connections to each server, for which callers wait no longer than the time-out.
/// Thread-safe; blocks.
public final class RedisConnections implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisConnections.class);
  private static final int MAX_ROUNDS = 5;

  /// How often a server that is known to be away is tried.
  private static final Duration TRY_EVERY = Duration.ofMillis(100);

  private final Topology topology;
  private final RedisSettings settings;
  private final Map<HostAndPort, CircuitBreaker> breakers = new ConcurrentHashMap<>();
  private final ServerCheck check;

  /// Servers that were found fit since the last connection to them broke.
  private final Set<HostAndPort> checked = ConcurrentHashMap.newKeySet();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private RedisConnections(Topology topology, RedisSettings settings, JedisClientConfig client) {
    this.topology = topology;
    this.settings = settings;
    this.check = new ServerCheck(settings.cluster(), client);
  }

  /// Connects, and checks that the servers are of use.
  ///
  /// @throws StoreUnavailable says what is wrong, where, and what to do
  public static RedisConnections connect(RedisSettings settings) {
    String where = settings.addresses().toString();
    JedisClientConfig client = client(settings);
    Topology topology;
    try {
      topology = topology(settings, client);
    } catch (JedisException failure) {
      throw ServerCheck.unreachable(where, failure);
    }
    var connections = new RedisConnections(topology, settings, client);
    try {
      connections.check.atStart(topology, settings);
      connections.checked.addAll(topology.servers());
      return connections;
    } catch (RuntimeException unfit) {
      connections.close();
      throw unfit;
    }
  }

  private static JedisClientConfig client(RedisSettings settings) {
    int timeoutMillis = (int) settings.timeout().toMillis();
    var client =
        DefaultJedisClientConfig.builder()
            .protocol(RedisProtocol.RESP2)
            .connectionTimeoutMillis(timeoutMillis)
            .socketTimeoutMillis(timeoutMillis)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .clientName("peal");
    if (!settings.credentials().password().isEmpty()) {
      client.password(settings.credentials().password());
      if (!settings.credentials().user().isEmpty()) {
        client.user(settings.credentials().user());
      }
    }
    if (settings.tls()) {
      client.sslOptions(SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
    }
    return client.build();
  }

  private static Topology topology(RedisSettings settings, JedisClientConfig client) {
    Set<HostAndPort> servers = new LinkedHashSet<>();
    settings.addresses().forEach(each -> servers.add(new HostAndPort(each.host(), each.port())));
    return settings.cluster()
        ? new Topology.Clustered(servers, client, pool(settings))
        : new Topology.Lone(servers.iterator().next(), client, pool(settings));
  }

  private static ConnectionPoolConfig pool(RedisSettings settings) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(settings.poolSize());
    pool.setMaxIdle(settings.poolSize());
    pool.setMaxWait(settings.timeout());
    pool.setTimeBetweenEvictionRuns(Duration.ofSeconds(30));
    pool.setJmxEnabled(false);
    return pool;
  }

  /// Whether keys are spread over several servers, so that a script reaches one bucket only.
  boolean cluster() {
    return settings.cluster();
  }

  /// `rest` in the namespace of this installation.
  String key(String rest) {
    return settings.namespace() + ":" + rest;
  }

  /// Runs one command and returns its answer.
  ///
  /// @throws StoreUnavailable whether it ran, or still will, is unknown unless the exception says
  ///   so
  @Nullable Object run(Command command) {
    return run(List.of(command))[0];
  }

  /// Runs commands, each independent of the others, and returns their answers in their order.
  ///
  /// @throws StoreUnavailable for any of them: which ran, or still will, is unknown unless the
  ///   exception says so
  @Nullable Object[] run(List<Command> commands) {
    @Nullable Object[] replies = tryAll(commands);
    StoreUnavailable failed = null;
    boolean nothingWritten = true;
    for (Object reply : replies) {
      if (reply instanceof StoreUnavailable failure) {
        failed = failed == null ? failure : failed;
        nothingWritten &= failure.nothingWritten();
      } else {
        nothingWritten = false;
      }
    }
    if (failed != null) {
      throw new StoreUnavailable(String.valueOf(failed.getMessage()), failed, nothingWritten);
    }
    return replies;
  }

  /// As [#run], but a command that failed has a [StoreUnavailable] in the place of its answer.
  @Nullable Object[] tryAll(List<Command> commands) {
    @Nullable Object[] replies = new Object[commands.size()];
    List<Integer> left = new ArrayList<>(commands.size());
    for (int i = 0; i < replies.length; i++) {
      left.add(i);
    }
    Set<Script> unloaded = Set.of();
    for (int round = 0; !left.isEmpty() && round < MAX_ROUNDS; round++) {
      roundTrip(commands, left, replies, unloaded);
      unloaded = new HashSet<>();
      left = notRun(commands, left, replies, unloaded);
    }
    boolean stale = false;
    for (int i = 0; i < replies.length; i++) {
      if (replies[i] instanceof JedisDataException refusal) {
        replies[i] = new StoreUnavailable("Redis: " + refusal.getMessage(), refusal, false);
        stale = true;
      }
    }
    if (stale) {
      // READONLY and CLUSTERDOWN mean that the map of servers is outdated.
      refresh();
    }
    return replies;
  }

  /// Those that have to be sent again, because Redis said that it did not run them.
  private List<Integer> notRun(
      List<Command> commands,
      List<Integer> sent,
      @Nullable Object[] replies,
      Set<Script> unloaded) {
    List<Integer> again = new ArrayList<>();
    boolean moved = false;
    for (int i : sent) {
      Object reply = replies[i];
      Script script = commands.get(i).script();
      if (reply instanceof JedisNoScriptException && script != null) {
        unloaded.add(script);
        again.add(i);
      } else if (reply instanceof JedisMovedDataException) {
        moved = true;
        again.add(i);
      } else if (reply instanceof JedisAskDataException) {
        again.add(i);
      }
    }
    if (moved) {
      refresh();
    }
    return again;
  }

  private void roundTrip(
      List<Command> commands,
      List<Integer> sent,
      @Nullable Object[] replies,
      Set<Script> unloaded) {
    Map<HostAndPort, List<Integer>> byServer = new LinkedHashMap<>();
    for (int i : sent) {
      try {
        HostAndPort server =
            replies[i] instanceof JedisAskDataException ask
                ? ask.getTargetNode()
                : topology.serverOf(commands.get(i).slot());
        byServer.computeIfAbsent(server, ignored -> new ArrayList<>()).add(i);
      } catch (JedisException failure) {
        replies[i] = unavailable(failure, true);
      }
    }
    // Each thread writes elements of its own, and the latch shows them to this one.
    CountDownLatch others = new CountDownLatch(Math.max(0, byServer.size() - 1));
    Map<HostAndPort, List<Integer>> here = new HashMap<>(1);
    byServer.forEach((server, group) -> {
      if (here.isEmpty()) {
        here.put(server, group);
      } else {
        threads.execute(() -> {
          try {
            exchange(server, commands, group, replies, unloaded);
          } finally {
            others.countDown();
          }
        });
      }
    });
    here.forEach((server, group) -> exchange(server, commands, group, replies, unloaded));
    awaitUninterruptibly(others);
  }

  /// One server's part of a round trip. Every command of `group` has a reply afterwards.
  private void exchange(
      HostAndPort server,
      List<Command> commands,
      List<Integer> group,
      @Nullable Object[] replies,
      Set<Script> unloaded) {
    CircuitBreaker breaker = breaker(server);
    if (!breaker.mayTry()) {
      StoreUnavailable away =
          new StoreUnavailable("Redis at " + server + " is away; it is tried again soon", true);
      group.forEach(i -> replies[i] = away);
      return;
    }
    boolean sent = false;
    try (Connection connection = topology.lease(server)) {
      if (!checked.contains(server)) {
        check.again(connection, server);
        checked.add(server);
      }
      sent = true;
      for (Script script : unloaded) {
        connection.sendCommand(Protocol.Command.SCRIPT, "LOAD", script.text());
      }
      int before = unloaded.size();
      for (int i : group) {
        if (replies[i] instanceof JedisAskDataException) {
          connection.sendCommand(Protocol.Command.ASKING);
          before++;
        }
        connection.sendCommand(commands.get(i).arguments());
      }
      // An ASKING stands right before its command.
      List<Object> answers = connection.getMany(group.size() + before);
      int at = unloaded.size();
      for (int i : group) {
        at += replies[i] instanceof JedisAskDataException ? 1 : 0;
        replies[i] = answers.get(at++);
      }
      breaker.worked();
    } catch (JedisException failure) {
      breaker.failed();
      for (int i : group) {
        replies[i] = unavailable(failure, !sent);
      }
      forget(server);
    } catch (StoreUnavailable unfit) {
      breaker.failed();
      for (int i : group) {
        replies[i] = unfit;
      }
    }
  }

  /// Servers of a cluster come and go; those that left have a breaker that nobody asks.
  private CircuitBreaker breaker(HostAndPort server) {
    return breakers.computeIfAbsent(
        server, ignored -> new CircuitBreaker(System::nanoTime, TRY_EVERY));
  }

  /// For how long servers that are known to be away have been so, by address, in nanoseconds.
  public Map<String, Long> away() {
    Map<String, Long> away = new LinkedHashMap<>();
    breakers.forEach((server, breaker) ->
        breaker.awayNanos().ifPresent(nanos -> away.put(server.toString(), nanos)));
    return away;
  }

  /// Asks all servers that take writes for an answer.
  ///
  /// @throws StoreUnavailable one gave none, or none is known
  public void check() {
    try {
      List<HostAndPort> servers = topology.servers();
      for (HostAndPort server : servers) {
        check(server);
      }
      if (servers.isEmpty()) {
        throw new StoreUnavailable("Redis cannot be used: no server of the cluster is known", true);
      }
    } catch (JedisException failure) {
      throw unavailable(failure, true);
    }
  }

  private void check(HostAndPort server) {
    try (Connection connection = topology.lease(server)) {
      connection.sendCommand(Protocol.Command.PING);
      var _ = connection.getOne();
    } catch (JedisException failure) {
      forget(server);
      throw failure;
    }
  }

  private void forget(HostAndPort server) {
    checked.remove(server);
    try {
      topology.broken(server);
    } catch (JedisException unreachable) {
      log.debug("Redis: {}", ServerCheck.reason(unreachable));
    }
  }

  private void refresh() {
    try {
      topology.refresh();
    } catch (JedisException unreachable) {
      log.debug("Redis: {}", ServerCheck.reason(unreachable));
    }
  }

  private static StoreUnavailable unavailable(JedisException failure, boolean nothingWritten) {
    return new StoreUnavailable(
        "Redis cannot be used: " + ServerCheck.reason(failure), failure, nothingWritten);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.close();
    check.close();
    topology.close();
  }
}
