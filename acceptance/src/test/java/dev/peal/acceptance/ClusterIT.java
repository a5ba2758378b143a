package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.PealAccounts;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.Send;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Text;
import dev.peal.servers.ServerName;
import dev.peal.servers.ServerSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Several nodes on real servers, which are killed and restarted under load. The system property
/// `peal.seed` repeats the random choices of a run, though not its timing.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ClusterIT {

  private static final int MEMBERS = 40;
  private static final int ONLINE = 18;
  private static final int ANSWERS = 250;
  private static final long BENCH_SECONDS = 180;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path serversFolder;
  private static ServerSet servers;

  @TempDir private Path folder;

  @BeforeAll
  static void startServers() {
    servers =
        ServerSet.start(
            serversFolder,
            ServerName.MYSQL,
            ServerName.REDIS,
            ServerName.RABBITMQ,
            ServerName.ETCD);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private static Random random() {
    long seed = Long.getLong("peal.seed", System.nanoTime());
    System.out.println("ClusterIT: -Dpeal.seed=" + seed);
    return new Random(seed);
  }

  private static JsonNode get(URI node, String path) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(node.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static Set<String> namesOfNodes(URI node) throws Exception {
    Set<String> names = new TreeSet<>();
    get(node, "/nodes")
        .required("nodes")
        .forEach(one -> names.add(one.required("name").asString()));
    return names;
  }

  private static long send(WireSession session, String conversation, String id) throws Exception {
    long frame = session.send(text(session, conversation, id));
    ServerFrame answer = session.answer(frame);
    assertThat(answer.hasAccepted()).as("%s", answer).isTrue();
    return answer.getAccepted().getPosition();
  }

  private static ClientFrame.Builder text(WireSession session, String conversation, String id) {
    return ClientFrame.newBuilder()
        .setSend(
            Send.newBuilder()
                .setConversation(conversation)
                .setClientId(session.clientId(id))
                .setContent(Content.newBuilder().setText(Text.newBuilder().setText("text " + id))));
  }

  private static Push pushOf(WireSession session, String name) throws Exception {
    return session
        .next(frame ->
            frame.hasPush()
                && frame.getPush().getMessagesList().stream()
                    .anyMatch(message -> message.getClientId().endsWith("-" + name)))
        .getPush();
  }

  @Test
  void nodes_twoOfThem_knowEachOtherAndTheirUsersTalk() throws Exception {
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 2)) {
      List<URI> nodes = cluster.addresses();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            assertThat(namesOfNodes(nodes.get(0))).containsExactly("node-0", "node-1");
            assertThat(namesOfNodes(nodes.get(1))).containsExactly("node-0", "node-1");
          });
      try (PealAccounts accounts = new PealAccounts(nodes.get(0))) {
        User ada = User.register(accounts, "ada");
        User bob = User.register(accounts, "bob");
        String group = accounts.createGroup(ada.token(), "Two", List.of(bob.id()));
        try (WireSession atFirst = WireSession.logIn(nodes.get(0), ada.token(), "phone", 0);
            WireSession atSecond = WireSession.logIn(nodes.get(1), bob.token(), "phone", 0)) {
          // What a push is waited for may also come in the first seconds after the nodes met, when
          // the way between them is being made; then the pong tells, and the client would sync.
          awaitWay(atFirst, atSecond, group);
          send(atFirst, group, "to-group");
          assertThat(pushOf(atSecond, "to-group").getConversation()).isEqualTo(group);
          send(atSecond, "@" + ada.id(), "to-ada");
          assertThat(pushOf(atFirst, "to-ada").getMessages(0).getSender()).isEqualTo(bob.id());
          send(atFirst, "@" + bob.id(), "to-bob");
          assertThat(pushOf(atSecond, "to-bob").getMessages(0).getSender()).isEqualTo(ada.id());
        }
      }
    }
  }

  /// A store that does not answer keeps nobody waiting but those whom it has to be asked about.
  @Test
  void mysqlStandsStill_unknownConversationsWaitAloneAndTheOthersGoOn() throws Exception {
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 1)) {
      URI node = cluster.addresses().getFirst();
      try (PealAccounts accounts = new PealAccounts(node)) {
        User ada = User.register(accounts, "ada");
        User bob = User.register(accounts, "bob");
        User eve = User.register(accounts, "eve");
        try (WireSession fromAda = WireSession.logIn(node, ada.token(), "desk", 0);
            WireSession fromBob = WireSession.logIn(node, bob.token(), "desk", 0);
            WireSession fromEve = WireSession.logIn(node, eve.token(), "desk", 0)) {
          send(fromAda, "@" + bob.id(), "warm");
          signalMysql("-STOP");
          try {
            for (int i = 0; i < 400; i++) {
              fromEve.send(text(fromEve, "@" + (1_000_000 + i), "cold" + i));
            }
            for (int i = 0; i < 20; i++) {
              send(fromAda, "@" + bob.id(), "still" + i);
            }
            // They have never talked, but both have been here.
            send(fromBob, "@" + eve.id(), "first");
          } finally {
            signalMysql("-CONT");
          }
        }
      }
    }
  }

  private static void signalMysql(String signal) throws Exception {
    String process = Files.readString(serversFolder.resolve("mysql/server.pid"));
    String pid = process.substring(0, process.indexOf(' '));
    assertThat(new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor()).isZero();
  }

  private static void awaitWay(WireSession from, WireSession to, String group) throws Exception {
    int[] tries = {0};
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(() -> {
          String id = "probe-" + tries[0]++;
          send(from, group, id);
          return to.arrives(
              frame ->
                  frame.hasPush()
                      && frame.getPush().getMessagesList().stream()
                          .anyMatch(message -> message.getClientId().endsWith("-" + id)),
              Duration.ofSeconds(1));
        });
  }

  @Test
  void login_sameDeviceOnAnotherNode_replacesTheOlderSession() throws Exception {
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 2)) {
      List<URI> nodes = cluster.addresses();
      try (PealAccounts accounts = new PealAccounts(nodes.get(0))) {
        User ada = User.register(accounts, "ada");
        User bob = User.register(accounts, "bob");
        String group = accounts.createGroup(ada.token(), "Two", List.of(bob.id()));
        try (WireSession ada0 = WireSession.logIn(nodes.get(0), ada.token(), "desk", 0);
            WireSession bob1 = WireSession.logIn(nodes.get(1), bob.token(), "desk", 0)) {
          awaitWay(ada0, bob1, group);
          awaitWay(bob1, ada0, group);
          WireSession older = WireSession.logIn(nodes.get(0), ada.token(), "phone", 0);
          try (WireSession newer = WireSession.logIn(nodes.get(1), ada.token(), "phone", 0)) {
            older.next(ServerFrame::hasReplaced);
            send(newer, group, "still-here");
            send(ada0, group, "the-other-device-too");
          } finally {
            older.close();
          }
        }
      }
    }
  }

  @Test
  void burst_membersSpreadOverThreeNodes_losesDoublesAndDisordersNothing() throws Exception {
    Path json = folder.resolve("burst.json");
    ProcessBuilder bench =
        ServerSetup.process(
            "dev.peal.bench.BenchMain",
            List.of(
                "burst",
                "--profile=cluster",
                "--nodes=3",
                "--services=" + servers.properties(),
                "--rounds=3",
                "--client-warm-up=0",
                "--folder=" + folder,
                "--json=" + json));
    bench.environment().put("PEAL_SERVER_WARM_UP", "false");
    CommandRun run = CommandRun.of(bench, BENCH_SECONDS);
    assertThat(run.exitCode()).as(run.errors()).isZero();

    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(result.required("deliveries_received").asLong()).isEqualTo(3 * 100 * 300);
    assertThat(result.required("rows_stored").asLong()).isEqualTo(3 * 100 * 500);
    for (String fault : List.of("lost", "duplicates", "out_of_order")) {
      assertThat(result.required(fault).asLong()).as(fault).isZero();
    }
  }

  @Test
  void node_killedDuringBursts_othersGoOnAndNothingIsLost() throws Exception {
    Random random = random();
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 3);
        Crowd crowd = new Crowd(cluster.addresses(), MEMBERS)) {
      crowd.talk(ONLINE, random);
      crowd.awaitAnswers(ANSWERS);
      cluster.node(1).runFor(Duration.ofNanos(random.nextInt(20_000_000)));

      cluster.node(1).kill();

      crowd.awaitAnswers(ANSWERS);
      // Longer than the dead node stays registered: by then its queues are in other hands.
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(namesOfNodes(cluster.node(0).address()))
                  .containsExactly("node-0", "node-2"));
      cluster.restart(1);
      crowd.awaitAnswers(ANSWERS);
      crowd.reckon();
    }
  }

  @Test
  void node_stoppedAndWokenLate_nothingIsLostOrFilled() throws Exception {
    Random random = random();
    try (ClusterSetup cluster =
            new ClusterSetup(servers, folder, 2, List.of("posting.confirm-timeout=2s"));
        Crowd crowd = new Crowd(cluster.addresses(), MEMBERS)) {
      crowd.talk(ONLINE, random);
      crowd.awaitAnswers(ANSWERS);

      cluster.node(1).suspend();
      crowd.awaitAnswers(ANSWERS / 2);
      cluster.node(0).runFor(Duration.ofSeconds(8));
      cluster.node(1).resume();

      crowd.awaitAnswers(ANSWERS);
      crowd.reckon();
    }
  }

  @Test
  void node_terminatedUnderLoad_losesNothingAndItsClientsGoElsewhere() throws Exception {
    Random random = random();
    try (ClusterSetup cluster =
            new ClusterSetup(servers, folder, 3, List.of("websocket.reconnect-spread=2s"));
        Crowd crowd = new Crowd(cluster.addresses(), MEMBERS)) {
      crowd.talk(ONLINE, random);
      crowd.awaitAnswers(ANSWERS);

      cluster.node(2).terminate();
      assertThat(cluster.node(2).exitCode()).isZero();
      assertThat(cluster.node(2).log()).contains("nothing was lost").doesNotContain(" ERROR ");

      crowd.awaitAnswers(ANSWERS);
      crowd.reckon();
      assertThat(namesOfNodes(cluster.node(0).address())).containsExactly("node-0", "node-1");
    }
  }

  /// Both releases are one cluster, in whatever number, for as long as it takes, and also on the
  /// way back.
  @Test
  void nodes_rolledToThisReleaseAndBackUnderLoad_nothingIsLost() throws Exception {
    Random random = random();
    System.out.println("ClusterIT: the previous release is " + ServerSetup.PREVIOUS);
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 3, List.of(), false);
        Crowd crowd = new Crowd(cluster.addresses(), MEMBERS)) {
      crowd.talk(ONLINE, random);
      crowd.awaitAnswers(ANSWERS);
      for (boolean current : List.of(true, false)) {
        for (int node = 0; node < 3; node++) {
          cluster.node(node).terminate();
          assertThat(cluster.node(node).exitCode()).isZero();
          cluster.setup(node).release(current);
          cluster.restart(node);
          crowd.awaitAnswers(ANSWERS / 2);
          System.out.printf(
              "ClusterIT: node %d is of the %s release%n", node, current ? "new" : "old");
        }
      }
      crowd.reckon();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerName.class,
      names = {"MYSQL", "REDIS", "RABBITMQ", "ETCD"})
  void server_killedAndStartedDuringBursts_nothingIsLost(ServerName name) throws Exception {
    Random random = random();
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 2);
        Crowd crowd = new Crowd(cluster.addresses(), MEMBERS)) {
      crowd.talk(ONLINE, random);
      crowd.awaitAnswers(ANSWERS);

      servers.kill(name);
      cluster.node(0).runFor(Duration.ofMillis(500));
      servers.start(name);

      crowd.awaitAnswers(ANSWERS);
      crowd.reckon();
    }
  }

  @Test
  void redis_emptiedDuringBursts_nothingIsLostAndNoSeqGivenTwice() throws Exception {
    Random random = random();
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 2);
        Crowd crowd = new Crowd(cluster.addresses(), MEMBERS)) {
      crowd.talk(ONLINE, random);
      crowd.awaitAnswers(ANSWERS);

      assertThat(redisSays("FLUSHALL")).isEqualTo("+OK");

      crowd.awaitAnswers(ANSWERS);
      crowd.reckon();
    }
  }

  private static String redisSays(String command) throws IOException {
    try (Socket socket = new Socket(servers.redis().host(), servers.redis().port());
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return answers.readLine();
    }
  }

  @Test
  void mysql_away_sendsAndPushesGoOnAndRowsFollow() throws Exception {
    int messages = 30;
    try (ClusterSetup cluster = new ClusterSetup(servers, folder, 2)) {
      List<URI> nodes = cluster.addresses();
      try (PealAccounts accounts = new PealAccounts(nodes.get(0))) {
        User ada = User.register(accounts, "ada");
        User bob = User.register(accounts, "bob");
        String group = accounts.createGroup(ada.token(), "Two", List.of(bob.id()));
        try (WireSession atFirst = WireSession.logIn(nodes.get(0), ada.token(), "phone", 0);
            WireSession atSecond = WireSession.logIn(nodes.get(1), bob.token(), "phone", 0)) {
          awaitWay(atFirst, atSecond, group);
          servers.kill(ServerName.MYSQL);
          try {
            for (int i = 0; i < messages; i++) {
              send(atFirst, group, "away-" + i);
              assertThat(pushOf(atSecond, "away-" + i).getConversation()).isEqualTo(group);
            }
          } finally {
            servers.start(ServerName.MYSQL);
          }
        }
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptionsInstanceOf(AssertionError.class)
            .until(() ->
                WireSession.readInbox(nodes.get(1), bob.token(), "reader").entries().stream()
                        .filter(entry -> entry.getMessage().getClientId().contains("-away-"))
                        .count()
                    == messages);
      }
    }
  }

  @Test
  void roles_gatewayAndPersisterApart_rowsLand() throws Exception {
    try (ClusterSetup cluster =
        new ClusterSetup(servers, folder, 2, List.of("node.roles=gateway"))) {
      URI gateway = cluster.node(0).address();
      cluster.node(1).terminate();
      assertThat(cluster.node(1).exitCode()).isZero();
      cluster.setup(1).set("node.roles", "persister");
      cluster.restart(1);
      URI persister = cluster.node(1).address();
      try (PealAccounts accounts = new PealAccounts(gateway)) {
        User ada = User.register(accounts, "ada");
        try (WireSession session = WireSession.logIn(gateway, ada.token(), "phone", 0)) {
          send(session, "@" + ada.id(), "note");
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> session.sync(0).getEntriesCount() == 1);
        }
      }
      assertThat(get(persister, "/nodes").toString()).contains("[\"persister\"]");
    }
  }
}
