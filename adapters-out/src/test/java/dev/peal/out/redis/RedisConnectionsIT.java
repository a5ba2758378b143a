package dev.peal.out.redis;

import static dev.peal.application.contract.BatchSamples.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.out.redis.RedisSettings.Credentials;
import dev.peal.servers.Address;
import dev.peal.servers.RealServers;
import dev.peal.servers.RedisServer;
import dev.peal.servers.ServerName;
import dev.peal.servers.ServerSet;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/// What is said when Redis cannot be used, and what is sent again, on a Redis of its own.
class RedisConnectionsIT {

  @TempDir static Path folder;
  private static ServerSet servers;

  private final List<RedisConnections> opened = new ArrayList<>();

  @BeforeAll
  static void start() {
    servers = ServerSet.start(folder.resolve("services"), ServerName.REDIS);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @AfterEach
  void close() {
    opened.forEach(RedisConnections::close);
  }

  private static RedisSettings settings(RedisServer server) {
    return RedisSettings.at(server.addresses().stream().map(Address::toString).toList());
  }

  private RedisConnections connect(RedisSettings settings) {
    var connections = RedisConnections.connect(settings);
    opened.add(connections);
    return connections;
  }

  private static Jedis jedis() {
    return new Jedis(servers.redis().host(), servers.redis().port());
  }

  @Test
  void connect_nobodyThere_saysWhereAndWhatToDo() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String address = "127.0.0.1:" + port;

    assertThatThrownBy(() -> connect(RedisSettings.at(List.of(address))))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContainingAll("Redis at", address, "Start it, or correct redis.addresses");
    assertThatThrownBy(() -> connect(RedisSettings.at(List.of(address, address + "1"))))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void connect_severalAddressesOfNoCluster_isRefused() {
    String address = servers.address(ServerName.REDIS);

    assertThatThrownBy(() ->
            connect(RedisSettings.at(List.of(address, address.replace("127.0.0.1", "localhost")))))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining(address);
  }

  @Test
  void connect_oneNodeOfACluster_isRefused() {
    String address = RealServers.redisCluster().addresses().getFirst().toString();

    assertThatThrownBy(() -> connect(RedisSettings.at(List.of(address))))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("name two or more of its nodes in redis.addresses");
  }

  @Test
  void connect_replica_isRefused() {
    try (Jedis jedis = jedis()) {
      jedis.replicaof("127.0.0.1", 1);
      try {
        assertThatThrownBy(() -> connect(settings(servers.redis())))
            .isInstanceOf(StoreUnavailable.class)
            .hasMessageContaining("is a replica");
      } finally {
        jedis.replicaofNoOne();
      }
    }
  }

  /// Seq_bad_evict: a Redis that may forget by itself is not used.
  @Test
  void connect_evictionPolicy_isRefused() {
    try (Jedis jedis = jedis()) {
      jedis.configSet("maxmemory-policy", "allkeys-lru");
      try {
        assertThatThrownBy(() -> connect(settings(servers.redis())))
            .isInstanceOf(StoreUnavailable.class)
            .hasMessageContaining("maxmemory-policy allkeys-lru (expected: noeviction)");
      } finally {
        jedis.configSet("maxmemory-policy", "noeviction");
      }
    }
  }

  @Test
  void connect_configForbidden_isTaken() {
    try (Jedis jedis = jedis()) {
      jedis.aclSetUser("limited", "on", ">secret", "~*", "+@all", "-config");
    }
    RedisSettings at = settings(servers.redis());

    assertThatCode(() -> connect(with(at, new Credentials("limited", "secret"), false)))
        .doesNotThrowAnyException();
  }

  private static RedisSettings with(RedisSettings at, Credentials credentials, boolean tls) {
    return new RedisSettings(at.addresses(), credentials, tls, 2, Duration.ofSeconds(1), "test");
  }

  @Test
  void connect_wrongPassword_saysSoWithoutIt() {
    RedisSettings at = settings(servers.redis());

    assertThatThrownBy(() -> connect(with(at, new Credentials("nobody", "hunter2"), false)))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("WRONGPASS")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void connect_tls_beginsWithAHandshake() throws Exception {
    try (var server = new ServerSocket(0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> firstByte =
          threads.submit(() -> {
            try (Socket client = server.accept()) {
              return client.getInputStream().read();
            }
          });
      RedisSettings at = RedisSettings.at(List.of("127.0.0.1:" + server.getLocalPort()));

      assertThatThrownBy(() -> connect(with(at, Credentials.none(), true)))
          .isInstanceOf(StoreUnavailable.class);

      int handshakeRecord = 22;
      assertThat(firstByte.get()).isEqualTo(handshakeRecord);
    }
  }

  @Test
  void run_scriptsForgotten_areLoadedAgain() {
    RedisConnections connections = connect(settings(servers.redis()));
    var command =
        List.of(
            KeepMembersScript.command("x", Command.bytes("0".repeat(20)), 60),
            KeepMembersScript.command("y", Command.bytes("0".repeat(20)), 60));
    try (Jedis jedis = jedis()) {
      jedis.scriptFlush();
    }

    assertThat(connections.run(command)).containsExactly(1L, 1L);
  }

  @Test
  void run_scriptsForgottenByACluster_areLoadedAgain() {
    RedisConnections connections = connect(settings(RealServers.redisCluster()));
    var unique = Script.of("return '" + System.nanoTime() + "'");
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      commands.add(Command.script(unique, List.of("{" + i + "}")));
    }

    assertThat(connections.run(commands)).hasSize(20).doesNotContainNull();
  }

  @Test
  void run_afterTheServerWasRestarted_failsOnceAtMost() {
    RedisConnections connections = connect(settings(servers.redis()));
    List<Command> commands = new ArrayList<>();
    connections.run(get());

    servers.restart(ServerName.REDIS);

    commands.add(get());
    try {
      connections.run(commands);
    } catch (StoreUnavailable once) {
      assertThat(once.nothingWritten()).isFalse();
    }
    assertThat(connections.run(get())).isNull();
  }

  private static Command get() {
    return Command.of(Protocol.Command.GET, "nothing");
  }

  @Test
  void run_serverThatDoesNotAnswer_failsInTimeAndMayHaveWritten() {
    RedisSettings at = settings(servers.redis());
    RedisConnections connections = connect(with(at, Credentials.none(), false));
    try (Jedis jedis = jedis()) {
      jedis.clientPause(2_500);
    }

    assertThatThrownBy(() -> connections.run(get()))
        .isInstanceOfSatisfying(
            StoreUnavailable.class, failure -> assertThat(failure.nothingWritten()).isFalse());
    eventually(
        "answers",
        () -> {
          try {
            return connections.run(get()) == null;
          } catch (StoreUnavailable paused) {
            return false;
          }
        });
  }

  @Test
  void run_refusalOfOneCommand_leavesTheOthers() {
    RedisConnections connections = connect(settings(servers.redis()));

    Object[] replies =
        connections.tryAll(
            List.of(get(), Command.of(Protocol.Command.GET, "too").with("many arguments"), get()));

    assertThat(replies[0]).isNull();
    assertThat(replies[1]).isInstanceOf(StoreUnavailable.class);
    assertThat(replies[2]).isNull();
  }
}
