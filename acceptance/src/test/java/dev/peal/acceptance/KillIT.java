package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.acceptance.Chatter.Sending;
import dev.peal.client.Sent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills the server in the middle of bursts, twenty times. The system property `peal.seed` repeats
/// the random choices of a run, though not its timing.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class KillIT {
  private static final int MEMBERS = 60;
  private static final int ONLINE = 20;
  private static final int KILLS = 20;
  private static final int FEWEST_ANSWERS = 20;
  private static final int MOST_ANSWERS = 240;
  private static final int FALSE_START_ONE_IN = 4;
  private static final int FALSE_START_MILLIS = 1500;
  private static final long PATIENCE_SECONDS = 30;

  @Test
  void kill_twentyTimesInTheMiddleOfBursts_everyAckedMessageIsInEveryInboxOnce(@TempDir Path data)
      throws Exception {
    long seed = Long.getLong("peal.seed", System.nanoTime());
    System.out.println("KillIT: -Dpeal.seed=" + seed);
    Random random = new Random(seed);
    ServerSetup setup = new ServerSetup(data);
    Server server = setup.start();
    try (Crowd crowd = new Crowd(server.address(), MEMBERS)) {
      // Once in order, for the archive of classes that lets the others start faster.
      server.terminate();
      assertThat(server.exitCode()).isZero();
      server = setup.start();
      server.address();
      crowd.talk(ONLINE, random);
      int cutOff = 0;
      for (int kill = 1; kill <= KILLS; kill++) {
        crowd.awaitAnswers(random.nextInt(FEWEST_ANSWERS, MOST_ANSWERS));
        server.runFor(Duration.ofNanos(random.nextInt(20_000_000)));
        cutOff += crowd.tally().underWay();
        server.kill();
        if (random.nextInt(FALSE_START_ONE_IN) == 0) {
          killWhileStarting(setup, random);
        }
        server = setup.start();
        server.address();
        crowd.lookAtInboxOf(crowd.members().get(random.nextInt(MEMBERS)));
      }
      Acknowledged acknowledged = crowd.reckon();
      System.out.printf(
          "KillIT: %d messages, %d under way at a kill, %d answered as repeated%n",
          acknowledged.messages(), cutOff, acknowledged.repeated());
      assertThat(cutOff).as("messages under way at kills").isPositive();
      resendOneOfEach(crowd, random);
    } finally {
      server.close();
    }
  }

  /// Dies again while it recovers, or just after.
  private static void killWhileStarting(ServerSetup setup, Random random)
      throws InterruptedException {
    try (Server server = setup.start()) {
      server.runFor(Duration.ofMillis(random.nextInt(FALSE_START_MILLIS)));
    }
  }

  /// A message that was answered lives ago, sent once more, is the same message still.
  private static void resendOneOfEach(Crowd crowd, Random random) throws Exception {
    for (Chatter chatter : crowd.chatters()) {
      List<Sending> said = chatter.finish().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Sending one = said.get(random.nextInt(said.size()));
      Sent first = one.answer().join();
      Sent again =
          chatter
              .client()
              .resend(one.conversation(), one.content(), one.clientId())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(again).isEqualTo(new Sent(first.conversation(), first.position(), true));
    }
  }
}
