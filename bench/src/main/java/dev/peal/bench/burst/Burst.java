package dev.peal.bench.burst;

import dev.peal.bench.crowd.Crowd;
import dev.peal.bench.crowd.Population;
import dev.peal.bench.crowd.RowCount;
import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.Progress;
import dev.peal.client.PealAccounts;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/// Runs bursts against one server, or several nodes of a cluster: a new group of new accounts, then
/// round after round.
final class Burst {
  private static final long MOST_MICROS = TimeUnit.SECONDS.toMicros(120);

  private final BurstSettings settings;
  private final BurstClients clients;
  private final long roundSeconds;
  private final long rowsNanos;
  private final PealAccounts server;
  private final List<URI> webSockets;
  private final RowCount rows;
  private final List<Round> rounds = new ArrayList<>();
  private final List<Double> roundMillis = new ArrayList<>();
  private final List<Double> landedMillis = new ArrayList<>();
  private final String run = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private int wrongSeqs;

  /// `webSockets` are where members connect, in turn; `server` is any of the nodes.
  Burst(
      BurstSettings settings,
      BurstClients clients,
      PealAccounts server,
      List<URI> webSockets,
      String adminToken) {
    this.settings = settings;
    this.clients = clients;
    this.roundSeconds = clients.patience().toSeconds();
    this.rowsNanos = clients.patience().toNanos();
    this.webSockets = List.copyOf(webSockets);
    this.server = server;
    this.rows = new RowCount(server, adminToken);
  }

  BurstResult run() throws InterruptedException {
    long rowsAtFirst = rows.awaitQuiet(rowsNanos);
    Population population = new Population(server);
    List<PealAccounts.Account> accounts = population.register(settings.members());
    List<PealAccounts.Ticket> tickets = population.logIn(settings.online());
    String conversation =
        population.createGroup(tickets.getFirst().token(), accounts.subList(1, accounts.size()));
    long rowsBefore = rows.awaitQuiet(rowsNanos);
    boolean oneNode = webSockets.size() == 1;
    try (Crowd<OnlineMember> crowd =
        new Crowd<>(
            ordinal -> new OnlineMember(ordinal, conversation, oneNode), clients::settings)) {
      crowd.connect(webSockets, tickets);
      // What is in the inboxes already: the notices of the new group.
      crowd.awaitShown((rowsBefore - rowsAtFirst) / settings.members());
      runRounds(crowd, conversation, rowsBefore);
      return result(crowd, rowsBefore);
    }
  }

  private void runRounds(Crowd<OnlineMember> crowd, String conversation, long rowsBefore)
      throws InterruptedException {
    Progress progress = new Progress("rounds run", settings.rounds());
    for (int number = 0; number < settings.rounds(); number++) {
      Round round = new Round(run, number, conversation, settings.messages(), rollOf(crowd));
      rounds.add(round);
      if (!complete(crowd, round)) {
        Progress.say("gave up after " + roundSeconds + " s: " + crowd.onLoop(round::toString));
        return;
      }
      long landed = rows.await(rowsBefore + rounds.size() * settings.rowsPerRound(), rowsNanos);
      if (landed < 0) {
        Progress.say("rows of round " + number + " are missing: " + rows.stats(false));
        return;
      }
      roundMillis.add(round.millis());
      landedMillis.add((landed - round.firstNanos()) / 1e6);
      wrongSeqs += withOtherSeqs(crowd);
      progress.step();
    }
  }

  private static Round.Roll rollOf(Crowd<OnlineMember> crowd) {
    return new Round.Roll() {
      @Override
      public int ordinal(long user) {
        return crowd.ordinal(user);
      }

      @Override
      public int size() {
        return crowd.size();
      }
    };
  }

  /// Runs a round, and answers whether everything arrived within the time.
  private boolean complete(Crowd<OnlineMember> crowd, Round round) throws InterruptedException {
    crowd
        .loop()
        .execute(() -> {
          crowd.listeners().forEach(member -> member.begin(round));
          round.send(crowd::client);
        });
    try {
      round.complete.get(roundSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException incomplete) {
      return false;
    } catch (ExecutionException failure) {
      throw new BenchFailed("a round failed", failure.getCause());
    }
    return true;
  }

  /// Members whose seqs did not go up by exactly as much as the last round has messages.
  private int withOtherSeqs(Crowd<OnlineMember> crowd) throws InterruptedException {
    return crowd.onLoop(() ->
        (int)
            crowd.listeners().stream()
                .filter(member -> member.seqsOfRound() != settings.messages())
                .count());
  }

  private BurstResult result(Crowd<OnlineMember> crowd, long rowsBefore)
      throws InterruptedException {
    Histogram deliveries = new Histogram(MOST_MICROS, 3);
    deliveries.setAutoResize(true);
    List<Round> warm = rounds.size() > 1 ? rounds.subList(1, rounds.size()) : rounds;
    long rowsBeforeScan = rows.awaitQuiet(rowsNanos);
    PealAccounts.Stats stats = rows.stats(true);
    if (stats.inboxRows() != rowsBeforeScan) {
      Progress.say(
          "the store's counter says " + rowsBeforeScan + " rows, reading it " + stats.inboxRows());
    }
    return crowd.onLoop(() -> {
      warm.forEach(round -> round.addTo(deliveries));
      return new BurstResult(
          settings,
          rounds.size(),
          rounds.stream().mapToLong(Round::received).sum(),
          rounds.stream().mapToLong(Round::duplicates).sum(),
          wrongSeqs + rounds.stream().mapToLong(Round::outOfOrder).sum(),
          stats.inboxRows() - rowsBefore,
          roundMillis,
          landedMillis,
          deliveries.getValueAtPercentile(50) / 1e3,
          deliveries.getValueAtPercentile(99) / 1e3,
          stats.rssMb());
    });
  }
}
