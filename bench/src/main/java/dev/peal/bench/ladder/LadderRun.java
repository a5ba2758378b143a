package dev.peal.bench.ladder;

import dev.peal.bench.burst.BurstClients;
import dev.peal.bench.burst.BurstResult;
import dev.peal.bench.burst.BurstRun;
import dev.peal.bench.burst.BurstSettings;
import dev.peal.bench.ladder.rung.Rung;
import dev.peal.bench.ladder.rung.RungMain;
import dev.peal.bench.run.Profile;
import dev.peal.bench.run.Progress;
import dev.peal.bench.run.ServerProcess;
import dev.peal.bench.run.Servers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Runs the burst on one rung after the other, lowest first.
final class LadderRun {

  /// A naive round takes many seconds, and much longer on a busy machine.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LadderSettings settings;
  private final Path services;
  private final @Nullable Path folder;

  /// @param services a file with the addresses of the servers that all rungs use
  /// @param folder where folders are made, or null for the system's place
  LadderRun(LadderSettings settings, Path services, @Nullable Path folder) {
    this.settings = settings;
    this.services = services;
    this.folder = folder;
  }

  List<RungResult> run() throws InterruptedException {
    List<RungResult> results = new ArrayList<>();
    for (Rung rung : settings.rungs()) {
      Progress.say("rung " + rung.number() + ", " + rung.title());
      RungResult result = run(rung);
      results.add(result);
      Progress.say(
          String.format(
              Locale.ROOT,
              "rung %d, %s: %,.1f ms",
              rung.number(),
              rung.title(),
              result.p50Millis()));
    }
    return results;
  }

  private RungResult run(Rung rung) throws InterruptedException {
    try (RungDatabase database = RungDatabase.create(services, rung, folder)) {
      return new RungResult(
          rung,
          switch (rung) {
            case NAIVE, CACHE, BATCH, ASYNCHRONY, STRUCTURES, POOLS -> rungServer(rung, database);
            case PEAL -> peal(rung, database);
          });
    }
  }

  private BurstResult rungServer(Rung rung, RungDatabase database) throws InterruptedException {
    List<String> arguments =
        List.of(Integer.toString(rung.number()), database.properties().toString());
    try (ServerProcess server =
        ServerProcess.startProgram(folder, RungMain.class.getName(), arguments)) {
      return burst(rung, List.of(server.address()), server.adminToken());
    }
  }

  private BurstResult peal(Rung rung, RungDatabase database) throws InterruptedException {
    try (Servers node = Servers.start(Profile.cluster, 1, database.properties(), folder)) {
      return burst(rung, node.addresses(), node.adminToken());
    }
  }

  private BurstResult burst(Rung rung, List<URI> nodes, String adminToken)
      throws InterruptedException {
    BurstSettings burst = settings.burst(rung);
    return BurstRun.against(burst, new BurstClients(rung.encoding(), PATIENCE), nodes, adminToken);
  }
}
