package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.servers.ServerName;
import dev.peal.servers.ServerSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What operators see of a node whose servers are killed under load, or cannot be used.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class OutagesIT {

  private static final int MEMBERS = 12;
  private static final int ONLINE = 8;
  private static final int ANSWERS = 40;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /// Of servers that are away, in the order of the test, what `/readyz` names.
  private static final Map<ServerName, String> NAMES =
      Map.of(
          ServerName.REDIS, "redis",
          ServerName.RABBITMQ, "rabbitmq",
          ServerName.MYSQL, "mysql",
          ServerName.ETCD, "etcd");

  @TempDir private static Path serversFolder;
  private static ServerSet servers;

  @TempDir private Path folder;

  @BeforeAll
  static void startServers() {
    servers = ServerSet.start(serversFolder);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private static HttpResponse<String> get(URI node, String path)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(node.resolve(path)).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void awaitReadiness(URI node, Predicate<HttpResponse<String>> expected) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> expected.test(get(node, "/readyz")));
  }

  @Test
  void serversKilledUnderLoad_areNamed_scrapesDoNotWait_andTheLogStaysShort() throws Exception {
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 1);
        Crowd crowd = new Crowd(cluster.addresses(), MEMBERS)) {
      URI node = cluster.addresses().getFirst();
      crowd.talk(ONLINE, new Random(1));
      for (ServerName server :
          new ServerName[] {
            ServerName.ETCD, ServerName.MYSQL, ServerName.REDIS, ServerName.RABBITMQ
          }) {
        crowd.awaitAnswers(ANSWERS);
        String name = NAMES.get(server);
        boolean refusing = server == ServerName.REDIS || server == ServerName.RABBITMQ;
        int lines = lines(cluster);

        servers.kill(server);

        awaitReadiness(
            node,
            answer ->
                answer.statusCode() == (refusing ? 503 : 200)
                    && answer.body().contains("\n" + name + " does not answer since"));
        cluster.node(0).runFor(Duration.ofSeconds(3));
        // Of a time-out of 5 s; with a gauge that asks a server it takes longer.
        assertThat(get(node, "/metrics").body())
            .contains("peal_server_reachable{server=\"" + name + "\"} 0.0");
        servers.start(server);
        awaitReadiness(node, answer -> answer.statusCode() == 200 && answer.body().equals("ok"));
        assertThat(lines(cluster) - lines)
            .as("lines of the outage of %s:\n%s", name, cluster.node(0).log())
            .isBetween(1, 40);
      }
      assertThat(cluster.node(0).log()).doesNotContain("\tat ", "\n\tat");
    }
  }

  private static int lines(ClusterSetup cluster) {
    return (int) cluster.node(0).log().lines().count();
  }

  // ---- first errors --------------------------------------------------------------------------

  @Test
  void serve_userOfRedisWithoutRights_saysWhichCommandsAndKeys() throws Exception {
    redis("ACL SETUSER short on >secret ~peal* +@all -evalsha -hset -hvals");

    CommandRun run = serve("redis.user=short", "redis.password=secret");

    checkOneSentence(run, "user 'short' may not run evalsha, hvals, hset", "+evalsha +hvals +hset");
    redis("ACL SETUSER elsewhere on >secret ~other:* +@all");
    checkOneSentence(
        serve("redis.user=elsewhere", "redis.password=secret"), "use keys", "ACL SETUSER");
  }

  @Test
  void serve_virtualHostThatIsNotThere_saysSo() throws Exception {
    checkOneSentence(
        serve("rabbitmq.virtual-host=nowhere"),
        "the virtual host nowhere",
        "rabbitmq.virtual-host");
  }

  @Test
  void serve_etcdAway_isFoundBeforeTheWarmUp() throws Exception {
    CommandRun run = serve("etcd.endpoints=http://127.0.0.1:1", "server.warm-up=true");

    checkOneSentence(run, "etcd.endpoints: http://127.0.0.1:1");
    assertThat(run.errors()).doesNotContain("Warm after");
  }

  private static CommandRun serve(String... settings) throws Exception {
    String[] arguments = new String[4 + settings.length];
    arguments[0] = "serve";
    arguments[1] = "--profile=cluster";
    arguments[2] = "--services=" + servers.properties();
    arguments[3] = "--port=0";
    for (int i = 0; i < settings.length; i++) {
      arguments[4 + i] = "--set=" + settings[i];
    }
    return CommandRun.of(arguments);
  }

  private static void redis(String command) throws IOException {
    try (Socket socket = new Socket(servers.redis().host(), servers.redis().port())) {
      OutputStream out = socket.getOutputStream();
      out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] answer = in.readNBytes(3);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("+OK");
    }
  }

  private static void checkOneSentence(CommandRun run, String... parts) {
    assertThat(run.exitCode()).as(run.errors()).isEqualTo(1);
    assertThat(run.errors()).doesNotContain("\tat ", "ERROR");
    assertThat(run.errors().lines().toList().getLast()).startsWith("peal: ").contains(parts);
  }
}
