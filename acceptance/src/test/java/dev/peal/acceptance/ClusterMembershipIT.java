package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.ClientLoops;
import dev.peal.client.ClientSettings;
import dev.peal.client.PealAccounts;
import dev.peal.client.PealClient;
import dev.peal.client.PealListener;
import dev.peal.client.Sent;
import dev.peal.client.TokenSource;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.History;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Read;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Text;
import dev.peal.servers.ServerSet;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Members come and go on one node while others send at other nodes (promise P8).
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ClusterMembershipIT {

  private static final int ROUNDS = 40;
  private static final int READS = 200;
  private static final int NODES = 3;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path serversFolder;
  @TempDir private Path folder;

  @Test
  void change_answeredOnOneNode_holdsOnEveryOther() throws Exception {
    try (ServerSet servers = ServerSet.start(serversFolder);
        ClusterSetup cluster = new ClusterSetup(servers, folder, NODES)) {
      hammer(cluster.addresses());
      readOnAnotherNode(cluster.addresses().get(0), cluster.addresses().get(1));
    }
  }

  /// Members change, and messages are posted, at one node; another one is only read at.
  private static void readOnAnotherNode(URI changing, URI reading) throws Exception {
    try (PealAccounts accounts = new PealAccounts(changing)) {
      User owner = User.register(accounts, "librarian");
      User guest = User.register(accounts, "visitor");
      String group = accounts.createGroup(owner.token(), "Library", List.of());
      EventLoopGroup loops = ClientLoops.create(1);
      try (PealClient sender = client(changing, owner, loops);
          WireSession reader = WireSession.logIn(reading, guest.token(), "phone", 0)) {
        for (int round = 0; round < READS; round++) {
          change(changing, "POST", group, "members", "{\"members\":[" + guest.id() + "]}", owner);
          assertThat(history(reader, group).hasHistory()).as("a member, round %d", round).isTrue();
          if (round % 10 == 0) {
            assertThat(mark(reader, group).hasAccepted()).isTrue();
            assertThat(conversations(reading, guest)).contains(group);
          }

          change(changing, "DELETE", group, "members/" + guest.id(), "", owner);
          sender.send(group, text("secret"), "secret-" + round).get(30, TimeUnit.SECONDS);
          assertThat(history(reader, group).getError().getCode())
              .as("removed, round %d", round)
              .isEqualTo(Code.NOT_A_MEMBER);
          if (round % 10 == 0) {
            assertThat(mark(reader, group).getError().getCode()).isEqualTo(Code.NOT_A_MEMBER);
            assertThat(conversations(reading, guest))
                .doesNotContain(group)
                .doesNotContain("secret");
          }
        }
      } finally {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      }
    }
  }

  private static ServerFrame history(WireSession reader, String group) throws InterruptedException {
    return reader.answer(
        reader.send(
            ClientFrame.newBuilder()
                .setHistory(History.newBuilder().setConversation(group).setLimit(1))));
  }

  private static ServerFrame mark(WireSession reader, String group) throws InterruptedException {
    return reader.answer(
        reader.send(
            ClientFrame.newBuilder()
                .setRead(Read.newBuilder().setConversation(group).setPosition(1))));
  }

  private static String conversations(URI node, User user) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve("/v1/conversations"))
            .header("authorization", "Bearer " + user.token())
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static void hammer(List<URI> nodes) throws Exception {
    EventLoopGroup loops = ClientLoops.create(1);
    List<PealClient> clients = new ArrayList<>();
    try (PealAccounts accounts = new PealAccounts(nodes.getFirst())) {
      List<User> senders = User.register(accounts, "sender", NODES);
      User owner = User.register(accounts, "owner");
      User guest = User.register(accounts, "guest");
      String group = accounts.createGroup(owner.token(), "Club", User.ids(senders));
      for (int i = 0; i < NODES; i++) {
        clients.add(client(nodes.get(i), senders.get(i), loops));
      }
      Set<String> after = new HashSet<>();
      Set<String> before = new HashSet<>();
      for (int round = 0; round < ROUNDS; round++) {
        // Each time the change is made on another node than the sends that follow it.
        URI changing = nodes.get(round % NODES);
        List<Noise> noise = new ArrayList<>();
        for (PealClient client : clients) {
          noise.add(new Noise(client, group, "noise-" + round));
        }
        change(changing, "POST", group, "members", "{\"members\":[" + guest.id() + "]}", owner);
        sendAll(clients, group, "in-" + round, after);
        change(changing, "DELETE", group, "members/" + guest.id(), "", owner);
        sendAll(clients, group, "out-" + round, before);
        for (Noise one : noise) {
          one.end();
        }
      }
      Set<String> inbox = new HashSet<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            inbox.clear();
            WireSession.readInbox(nodes.getLast(), guest.token(), "reader")
                .entries()
                .forEach(entry -> inbox.add(entry.getMessage().getClientId()));
            assertThat(inbox).as("sent while the guest was a member").containsAll(after);
          });
      assertThat(inbox).as("sent while the guest was none").doesNotContainAnyElementsOf(before);
    } finally {
      clients.forEach(PealClient::close);
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static PealClient client(URI node, User user, EventLoopGroup loops) {
    return PealClient.start(
        ClientSettings.standard(WireSession.webSocket(node), "phone"),
        TokenSource.fixed(user.token()),
        new PealListener() {
          @Override
          public void onMessage(long seq, String conversation, Message message) {}
        },
        loops);
  }

  private static Content text(String text) {
    return Content.newBuilder().setText(Text.newBuilder().setText(text)).build();
  }

  /// Every sender sends one message, and all have their answer when this returns.
  private static void sendAll(List<PealClient> clients, String group, String what, Set<String> ids)
      throws Exception {
    List<java.util.concurrent.CompletableFuture<Sent>> answers = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      String id = clients.get(i).clientId(what + "-" + i);
      ids.add(id);
      answers.add(clients.get(i).send(group, text(id), id));
    }
    for (var answer : answers) {
      answer.get(30, TimeUnit.SECONDS);
    }
  }

  private static void change(
      URI node, String method, String group, String path, String body, User owner)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve("/v1/groups/" + group.substring(1) + "/" + path))
            .header("authorization", "Bearer " + owner.token())
            .header("content-type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /// Messages sent one after the other while members change; who gets them is left open.
  private static final class Noise {
    private final Thread thread;
    private volatile boolean ended;

    Noise(PealClient client, String group, String what) {
      this.thread =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; !ended; i++) {
                  try {
                    String id = client.nextClientId();
                    client.send(group, text(what + i), id).get(30, TimeUnit.SECONDS);
                  } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                  }
                }
              });
    }

    void end() throws InterruptedException {
      ended = true;
      thread.join(Duration.ofSeconds(40));
    }
  }
}
