package dev.peal.acceptance;

import dev.peal.client.ClientSettings;
import dev.peal.client.ConnectionState;
import dev.peal.client.PealClient;
import dev.peal.client.PealListener;
import dev.peal.client.ReconnectSettings;
import dev.peal.client.Sent;
import dev.peal.client.TokenSource;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.Text;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A user who is online and sends one burst of messages after another, most of them to a group,
/// some to another user alone, until told to stop; and who takes note of all that is shown.
///
/// Its sending is confined to the event loop of its client.
final class Chatter implements PealListener, AutoCloseable {
  private static final int MOST_AT_ONCE = 5;
  private static final int MOST_REST_MILLIS = 30;
  private static final int DIRECT_ONE_IN = 5;
  private static final int MOST_TEXT = 200;

  private final User user;
  private final String group;
  private final List<Long> friends;
  private final Random random;
  private final Tally tally;
  private final Sightings sightings;
  private final PealClient client;
  private final List<Sending> sendings = new ArrayList<>();
  private final Queue<Sightings.Seen> shown = new ConcurrentLinkedQueue<>();
  private final Queue<Sightings.Seen> moved = new ConcurrentLinkedQueue<>();
  private volatile ConnectionState state = ConnectionState.CONNECTING;
  private boolean talking;

  /// A message on its way, or answered.
  record Sending(
      long sender,
      String conversation,
      Content content,
      String clientId,
      CompletableFuture<Sent> answer) {}

  /// Whom a chatter writes to.
  record Circle(String group, List<Long> friends) {}

  Chatter(
      List<URI> servers,
      User user,
      Circle circle,
      Random random,
      Tally tally,
      Sightings sightings,
      EventLoopGroup loops) {
    this.user = user;
    this.group = circle.group();
    this.friends = circle.friends().stream().filter(id -> id != user.id()).toList();
    this.random = random;
    this.tally = tally;
    this.sightings = sightings;
    ClientSettings settings =
        ClientSettings.standard(WireSession.webSocket(servers.getFirst()), "chatter")
            .withOtherServers(servers.stream().skip(1).map(WireSession::webSocket).toList())
            .with(
                new ReconnectSettings(
                    Duration.ofMillis(40), Duration.ofMillis(400), Duration.ofSeconds(10)));
    this.client = PealClient.start(settings, TokenSource.fixed(user.token()), this, loops);
  }

  User user() {
    return user;
  }

  PealClient client() {
    return client;
  }

  void talk() {
    client
        .loop()
        .execute(() -> {
          talking = true;
          burst();
        });
  }

  private void burst() {
    if (!talking) {
      return;
    }
    int count = 1 + random.nextInt(MOST_AT_ONCE);
    CompletableFuture<?>[] answers = new CompletableFuture<?>[count];
    for (int i = 0; i < count; i++) {
      answers[i] = say();
    }
    var _ = CompletableFuture.allOf(answers).whenComplete((done, failed) -> rest());
  }

  private void rest() {
    var _ =
        client
            .loop()
            .schedule(this::burst, random.nextInt(MOST_REST_MILLIS), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Sent> say() {
    boolean direct = random.nextInt(DIRECT_ONE_IN) == 0;
    String to = direct ? "@" + friends.get(random.nextInt(friends.size())) : group;
    String text =
        user.username() + " " + sendings.size() + " " + "·".repeat(random.nextInt(MOST_TEXT));
    Content content = Content.newBuilder().setText(Text.newBuilder().setText(text)).build();
    String clientId = client.nextClientId();
    tally.sent();
    CompletableFuture<Sent> answer = client.send(to, content, clientId);
    var _ = answer.whenComplete((sent, failed) -> tally.answered());
    sendings.add(new Sending(user.id(), to, content, clientId, answer));
    return answer;
  }

  /// Stops talking; completes with all that was said, in order, once all of it has an answer.
  CompletableFuture<List<Sending>> finish() {
    CompletableFuture<List<Sending>> stopped = new CompletableFuture<>();
    client
        .loop()
        .execute(() -> {
          talking = false;
          stopped.complete(List.copyOf(sendings));
        });
    return stopped.thenCompose(all ->
        CompletableFuture.allOf(
                all.stream().map(Sending::answer).toArray(CompletableFuture<?>[]::new))
            .handle((@Nullable Void done, @Nullable Throwable failed) -> all));
  }

  List<Sightings.Seen> shown() {
    return List.copyOf(shown);
  }

  List<Sightings.Seen> moved() {
    return List.copyOf(moved);
  }

  @Override
  public void onPush(long firstSeq, Push push, long arrivedNanos) {
    for (int i = 0; i < push.getMessagesCount(); i++) {
      sightings.saw(user.id(), firstSeq + i, push.getConversation(), push.getMessages(i));
    }
  }

  @Override
  public void onMessage(long seq, String conversation, Message message) {
    sightings.saw(user.id(), seq, conversation, message);
    shown.add(Sightings.Seen.of(conversation, message));
  }

  @Override
  public void onMoved(long seq, String conversation, Message message) {
    moved.add(Sightings.Seen.of(conversation, message));
  }

  @Override
  public void onState(ConnectionState next) {
    state = next;
  }

  /// Who it is, and how the connection is.
  @Override
  public String toString() {
    return user + " " + state;
  }

  @Override
  public void close() {
    client.close();
  }
}
