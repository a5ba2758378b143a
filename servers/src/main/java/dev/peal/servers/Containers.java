package dev.peal.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// Servers in containers that live as long as this JVM: Testcontainers removes them after it.
/// Images and settings are those of `deploy/compose.yaml`.
final class Containers {

  private static final String PASSWORD = "peal";
  private static final Duration START = Duration.ofMinutes(2);
  private static final String GRANTS = "GRANT ALL ON `peal%`.* TO 'peal'@'%';";

  /// Three masters in one container. Their ports are the same inside and outside, so that the
  /// addresses that they give to clients hold for both.
  private static final String CLUSTER =
      """
      nodes=
      for port in $PORTS; do
        mkdir -p /data/$port
        redis-server --port $port --dir /data/$port --bind 0.0.0.0 --protected-mode no \
          --cluster-enabled yes --cluster-announce-ip 127.0.0.1 \
          --appendonly yes --save "" --maxmemory-policy noeviction &
        nodes="$nodes 127.0.0.1:$port"
      done
      for port in $PORTS; do
        until redis-cli -p $port ping | grep -q PONG; do sleep 0.1; done
      done
      redis-cli --cluster create $nodes --cluster-yes
      until redis-cli -p $port cluster info | grep -q cluster_state:ok; do sleep 0.1; done
      echo cluster is complete
      wait
      """;

  private Containers() {}

  static boolean isAvailable() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  static Found start(ServerName name) {
    return switch (name) {
      case MYSQL ->
          started(
              name,
              database("mysql:8.4", "MYSQL")
                  .withCommand(
                      "--skip-log-bin",
                      "--innodb-flush-log-at-trx-commit=1",
                      "--innodb-buffer-pool-size=256M",
                      "--innodb-redo-log-capacity=512M",
                      "--max-connections=300",
                      "--character-set-server=utf8mb4",
                      "--default-time-zone=+00:00",
                      "--local-infile=ON",
                      "--performance-schema=OFF")
                  .waitingFor(
                      Wait.forSuccessfulCommand(
                          "mysqladmin -h127.0.0.1 -upeal -p" + PASSWORD + " status")),
              "%s:%d",
              3306);
      case MARIADB ->
          started(
              name,
              database("mariadb:10.11", "MARIADB")
                  .withCommand(
                      "--innodb-flush-log-at-trx-commit=1",
                      "--innodb-buffer-pool-size=256M",
                      "--innodb-log-file-size=512M",
                      "--max-connections=300",
                      "--character-set-server=utf8mb4",
                      "--default-time-zone=+00:00",
                      "--local-infile=ON")
                  .waitingFor(
                      Wait.forSuccessfulCommand(
                          "mariadb-admin -h127.0.0.1 -upeal -p" + PASSWORD + " status")),
              "%s:%d",
              3306);
      case REDIS ->
          started(
              name,
              container("redis:7", 6379)
                  .withCommand(
                      "redis-server",
                      "--appendonly",
                      "yes",
                      "--save",
                      "",
                      "--maxmemory-policy",
                      "noeviction")
                  .waitingFor(Wait.forSuccessfulCommand("redis-cli ping | grep PONG")),
              "%s:%d",
              6379);
      case REDIS_CLUSTER -> startCluster();
      case RABBITMQ ->
          started(
              name,
              container("rabbitmq:4", 5672)
                  .waitingFor(
                      Wait.forSuccessfulCommand(
                          "rabbitmq-diagnostics --quiet check_port_connectivity")),
              "%s:%d",
              5672);
      case ETCD ->
          started(
              name,
              container("quay.io/coreos/etcd:v3.5.21", 2379)
                  .withCommand(
                      "etcd",
                      "--listen-client-urls=http://0.0.0.0:2379",
                      "--advertise-client-urls=http://0.0.0.0:2379")
                  .waitingFor(Wait.forHttp("/health").forPort(2379)),
              "http://%s:%d",
              2379);
    };
  }

  private static GenericContainer<?> database(String image, String variables) {
    return container(image, 3306)
        .withEnv(variables + "_ROOT_PASSWORD", PASSWORD)
        .withEnv(variables + "_DATABASE", "peal")
        .withEnv(variables + "_USER", "peal")
        .withEnv(variables + "_PASSWORD", PASSWORD)
        .withCopyToContainer(Transferable.of(GRANTS), "/docker-entrypoint-initdb.d/grants.sql");
  }

  @SuppressWarnings("resource") // lives as long as the JVM
  private static GenericContainer<?> container(String image, int port) {
    return new GenericContainer<>(DockerImageName.parse(image)).withExposedPorts(port);
  }

  private static Found started(
      ServerName name, GenericContainer<?> container, String place, int port) {
    container.withStartupTimeout(START).start();
    String found = place.formatted(container.getHost(), container.getMappedPort(port));
    return switch (name) {
      case MYSQL, MARIADB ->
          new Found(
              name,
              Map.of(name.placeKey(), found, name.userKey(), "peal", name.passwordKey(), PASSWORD));
      case REDIS, REDIS_CLUSTER, RABBITMQ, ETCD -> new Found(name, Map.of(name.placeKey(), found));
    };
  }

  @SuppressWarnings("resource") // lives as long as the JVM
  private static Found startCluster() {
    List<Integer> ports = freePorts(3);
    String words = ports.stream().map(String::valueOf).collect(Collectors.joining(" "));
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse("redis:7"))
            .withEnv("PORTS", words)
            .withCommand("sh", "-c", CLUSTER)
            .waitingFor(Wait.forLogMessage(".*cluster is complete.*", 1));
    container.setPortBindings(ports.stream().map(port -> port + ":" + port).toList());
    container.withStartupTimeout(START).start();
    return new Found(
        ServerName.REDIS_CLUSTER,
        Map.of(
            ServerName.REDIS_CLUSTER.placeKey(),
            ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","))));
  }

  /// Below 55,536, as the nodes talk to each other on the port 10,000 above. All are held until the
  /// last is found, or the same one might come twice.
  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      try {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
          ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          held.add(socket);
          if (socket.getLocalPort() < 55_536) {
            ports.add(socket.getLocalPort());
          }
        }
        return ports;
      } finally {
        for (ServerSocket socket : held) {
          socket.close();
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
