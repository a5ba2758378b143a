package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peal.acceptance.Chatter.Sending;
import dev.peal.acceptance.Sightings.Seen;
import dev.peal.client.ClientLoops;
import dev.peal.client.PealAccounts;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The members of one group, some of them online and talking all the time, and the reckoning at the
/// end: what they were told and shown against what stands in every inbox.
final class Crowd implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Tally tally = new Tally();
  private final Sightings sightings = new Sightings();
  private final EventLoopGroup loops = ClientLoops.create(1);
  private final List<Chatter> chatters = new ArrayList<>();
  private final List<URI> servers;
  private final boolean oneNode;
  private final List<User> members;
  private final String group;

  /// Registers members `member0` and so on, who form a group.
  Crowd(URI server, int members) throws IOException, InterruptedException {
    this(List.of(server), members);
  }

  /// As above, at the nodes of a cluster, to which members connect in turn, and to the others when
  /// theirs is gone. Inboxes are read at the first.
  Crowd(List<URI> servers, int members) throws IOException, InterruptedException {
    this.servers = List.copyOf(servers);
    this.oneNode = servers.size() == 1;
    try (PealAccounts accounts = new PealAccounts(servers.getFirst())) {
      this.members = User.register(accounts, "member", members);
      List<Long> others = User.ids(this.members.subList(1, members));
      this.group = accounts.createGroup(this.members.getFirst().token(), "Everyone", others);
    }
  }

  List<User> members() {
    return members;
  }

  List<Chatter> chatters() {
    return chatters;
  }

  Tally tally() {
    return tally;
  }

  /// Has the first members connect and talk.
  void talk(int online, Random random) {
    var circle = new Chatter.Circle(group, User.ids(members));
    for (User user : members.subList(0, online)) {
      var own = new Random(random.nextLong());
      chatters.add(new Chatter(from(chatters.size()), user, circle, own, tally, sightings, loops));
    }
    chatters.forEach(Chatter::talk);
  }

  String group() {
    return group;
  }

  /// All nodes, beginning with another one for each number.
  private List<URI> from(int number) {
    List<URI> nodes = new ArrayList<>(servers);
    Collections.rotate(nodes, -number);
    return nodes;
  }

  /// Waits for so many more answers.
  void awaitAnswers(int count) throws InterruptedException {
    CountDownLatch answers = tally.after(count);
    assertThat(answers.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("%s more answers; %s; seqs with two messages: %s", count, chatters, sightings.clashes())
        .isTrue();
  }

  /// Reads an inbox while the load goes on.
  void lookAtInboxOf(User user) throws InterruptedException {
    note(WireSession.readInbox(servers.getFirst(), user.token(), "onlooker"));
  }

  private void note(WireSession.Inbox inbox) {
    long user = inbox.user();
    inbox
        .entries()
        .forEach(entry ->
            sightings.saw(user, entry.getSeq(), entry.getConversation(), entry.getMessage()));
  }

  /// Ends the load, waits until everything sent has an answer, and checks the answers, all inboxes,
  /// what every chatter was shown, and that no seq ever had two messages.
  Acknowledged reckon() throws Exception {
    List<Sending> all = new ArrayList<>();
    for (Chatter chatter : chatters) {
      CompletableFuture<List<Sending>> said = chatter.finish();
      assertThat(said).as("all sent by %s is answered", chatter).succeedsWithin(PATIENCE);
      all.addAll(said.join());
    }
    var acknowledged = new Acknowledged(group, all, oneNode);
    assertThat(acknowledged.faults()).isEmpty();
    for (User member : members) {
      WireSession.Inbox inbox = settledInbox(member, acknowledged.of(member.id()).size());
      note(inbox);
      assertThat(acknowledged.faultsOf(inbox)).isEmpty();
      for (Chatter chatter : chatters) {
        if (chatter.user().equals(member)) {
          checkCursor(chatter, inbox.latestSeq());
          checkShown(chatter, acknowledged);
        }
      }
    }
    assertThat(sightings.clashes()).isEmpty();
    return acknowledged;
  }

  /// The inbox of a user, read by a device that has nothing, once all is stored.
  private WireSession.Inbox settledInbox(User user, int messages) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> WireSession.readInbox(servers.getFirst(), user.token(), "newcomer"),
            inbox -> inbox.entries().size() >= messages && inbox.pending().isEmpty());
  }

  private static void checkCursor(Chatter chatter, long latestSeq) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(chatter.client().cursor().get(5, TimeUnit.SECONDS))
                .as("cursor of %s", chatter.user())
                .isEqualTo(latestSeq));
  }

  private static void checkShown(Chatter chatter, Acknowledged acknowledged) {
    List<Seen> shown =
        chatter.shown().stream().filter(seen -> !seen.clientId().startsWith("peal/")).toList();
    assertThat(chatter.moved()).as("moved at %s", chatter.user()).isEmpty();
    assertThat(shown).as("shown to %s", chatter.user()).doesNotHaveDuplicates();
    assertThat(new HashSet<>(shown))
        .as("shown to %s", chatter.user())
        .isEqualTo(acknowledged.of(chatter.user().id()));
  }

  @Override
  public void close() {
    chatters.forEach(Chatter::close);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
