package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peal.acceptance.Chatter.Sending;
import dev.peal.client.ClientLoops;
import dev.peal.client.PealAccounts;
import dev.peal.client.Sent;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills the server in the middle of bursts, twenty times, and then holds what everybody was told and
/// shown against what stands in every inbox.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class KillIT {
  private static final int MEMBERS = 60;
  private static final int ONLINE = 20;
  private static final int KILLS = 20;
  private static final int FALSE_START_ONE_IN = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final long seed = Long.getLong("peal.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Tally tally = new Tally();
  private final Sightings sightings = new Sightings();
  private final EventLoopGroup loops = ClientLoops.create(1);
  private final List<Chatter> chatters = new ArrayList<>();

  @AfterEach
  void stop() {
    chatters.forEach(Chatter::close);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void kill_twentyTimesInTheMiddleOfBursts_everyAckedMessageIsInEveryInboxOnce(@TempDir Path data)
      throws Exception {
    System.out.println("KillIT: -Dpeal.seed=" + seed);
    ServerSetup setup = new ServerSetup(data).jvm("-XX:TieredStopAtLevel=1").jvm("-XX:+UseSerialGC");
    Server server = setup.start();
    try {
      URI address = server.address();
      List<User> members;
      String group;
      try (PealAccounts accounts = new PealAccounts(address)) {
        members = User.register(accounts, "member", MEMBERS);
        group =
            accounts.createGroup(
                members.getFirst().token(),
                "Everyone",
                User.ids(members.subList(1, MEMBERS)));
      }
      meet(address, members, group);

      int cutOff = 0;
      for (int kill = 1; kill <= KILLS; kill++) {
        CountDownLatch enough = tally.after(20 + random.nextInt(400));
        assertThat(enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        server.runFor(Duration.ofNanos(random.nextInt(20_000_000)));
        cutOff += tally.underWay();
        server.kill();
        if (random.nextInt(FALSE_START_ONE_IN) == 0) {
          try (Server falseStart = setup.start()) {
            falseStart.runFor(Duration.ofMillis(random.nextInt(2_000)));
          }
        }
        server = setup.start();
        server.address();
        look(address, members.get(random.nextInt(MEMBERS)));
      }

      Acknowledged acknowledged = new Acknowledged(group, finish());
      System.out.printf(
          "KillIT: %d messages, %d of them under way at a kill, %d acknowledged as repeated%n",
          acknowledged.messages(), cutOff, acknowledged.repeated());
      assertThat(cutOff).as("messages under way at kills").isPositive();
      assertThat(acknowledged.faults()).isEmpty();
      checkInboxes(address, members, acknowledged);
      checkChatters(acknowledged);
      assertThat(sightings.clashes()).isEmpty();
      resendSome(acknowledged);
    } finally {
      server.close();
    }
  }

  private void meet(URI address, List<User> members, String group) {
    var circle = new Chatter.Circle(group, User.ids(members));
    for (User user : members.subList(0, ONLINE)) {
      chatters.add(
          new Chatter(
              address, user, circle, new Random(random.nextLong()), tally, sightings, loops));
    }
    chatters.forEach(Chatter::talk);
  }

  /// Reads an inbox while the load goes on.
  private void look(URI address, User user) throws InterruptedException {
    note(WireSession.readInbox(address, user.token(), "onlooker"));
  }

  private void note(WireSession.Inbox inbox) {
    inbox
        .entries()
        .forEach(
            entry ->
                sightings.saw(
                    inbox.user(), entry.getSeq(), entry.getConversation(), entry.getMessage()));
  }

  /// Ends the load, and returns all that was sent once everything has an answer.
  private List<Sending> finish() throws Exception {
    List<Sending> all = new ArrayList<>();
    for (CompletableFuture<List<Sending>> said : chatters.stream().map(Chatter::finish).toList()) {
      all.addAll(said.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    return all;
  }

  private void checkInboxes(URI address, List<User> members, Acknowledged acknowledged)
      throws InterruptedException {
    List<String> faults = new ArrayList<>();
    for (User member : members) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                WireSession.Inbox inbox =
                    WireSession.readInbox(address, member.token(), "newcomer");
                if (inbox.entries().size() < acknowledged.of(member.id()).size()) {
                  return false;
                }
                note(inbox);
                faults.addAll(acknowledged.faultsOf(inbox));
                chatterOf(member).forEach(chatter -> checkCursor(chatter, inbox.latestSeq()));
                return true;
              });
    }
    assertThat(faults).isEmpty();
  }

  private List<Chatter> chatterOf(User user) {
    return chatters.stream().filter(chatter -> chatter.user().equals(user)).toList();
  }

  private static void checkCursor(Chatter chatter, long latestSeq) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(chatter.client().cursor().get(5, TimeUnit.SECONDS)).isEqualTo(latestSeq));
  }

  private void checkChatters(Acknowledged acknowledged) {
    for (Chatter chatter : chatters) {
      List<Sightings.Seen> shown =
          chatter.shown().stream().filter(seen -> !seen.clientId().startsWith("peal/")).toList();
      assertThat(chatter.moved()).as("moved at %s", chatter.user()).isEmpty();
      assertThat(shown).as("shown to %s", chatter.user()).doesNotHaveDuplicates();
      assertThat(new HashSet<>(shown))
          .as("shown to %s", chatter.user())
          .isEqualTo(acknowledged.of(chatter.user().id()));
    }
  }

  /// A message that was answered lives ago, sent once more, is the same message still.
  private void resendSome(Acknowledged acknowledged) throws Exception {
    for (Chatter chatter : chatters) {
      List<Sending> said = chatter.finish().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Sending one = said.get(random.nextInt(said.size()));
      Sent first = one.answer().join();
      Sent again =
          chatter
              .client()
              .resend(one.conversation(), one.content(), one.clientId())
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(again).isEqualTo(new Sent(first.conversation(), first.position(), true));
    }
  }
}
