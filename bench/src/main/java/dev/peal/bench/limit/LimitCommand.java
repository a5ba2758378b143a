package dev.peal.bench.limit;

import dev.peal.bench.burst.BurstResult;
import dev.peal.bench.burst.BurstRun;
import dev.peal.bench.burst.BurstSettings;
import dev.peal.bench.run.Machine;
import dev.peal.bench.run.Output;
import dev.peal.bench.run.Profile;
import dev.peal.bench.run.Servers;
import dev.peal.bench.run.WrongOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command line of the limit.
@Command(
    name = "limit",
    description =
        "What this machine can do at best with the bytes of a burst, a bare WebSocket server that"
            + " writes prepared frames and does nothing else, and Peal's burst as a multiple of it."
            + " The limit is measured before and between Peal's bursts. Exits with 1 when anything"
            + " is lost, doubled or out of order.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class LimitCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--members", description = "Members of the group.")
  private int members = 500;

  @Option(names = "--online", description = "How many of them are connected.")
  private int online = 300;

  @Option(names = "--messages", description = "Messages a round.")
  private int messages = 100;

  @Option(
      names = "--rounds",
      description =
          "Rounds of each of Peal's bursts, of which the first is not counted; the bare server has"
              + " as many of each kind before each burst, all of which are.")
  private int rounds = 20;

  @Option(
      names = "--client-warm-up",
      paramLabel = "ROUNDS",
      description =
          "Rounds that are run first and not counted: of bursts, against a server that is thrown"
              + " away, and of the bare server.")
  private int clientWarmUp = 400;

  @Option(names = "--no-cluster", description = "Leave the cluster out.")
  private boolean noCluster;

  @Option(
      names = "--services",
      paramLabel = "FILE",
      description =
          "The cluster's servers, if they run already, as `peal services` writes it, instead of"
              + " fresh ones. They should hold nothing else.")
  private @Nullable Path services;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where stores are made; else where temporary files are.")
  private @Nullable Path folder;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result to this file too; - for standard output, without the table.")
  private @Nullable Path json;

  @Override
  public Integer call() throws InterruptedException {
    LimitResult result = measure(settings());
    LimitReport report = new LimitReport(result, Machine.here());
    Output.show(json, report.json(), report.table());
    return result.isClean() ? 0 : 1;
  }

  private LimitResult measure(BurstSettings settings) throws InterruptedException {
    BurstRun.warmUpClients(settings.online(), settings.messages(), clientWarmUp, folder);
    try (BareLimit limit = BareLimit.start(settings.online(), settings.messages(), folder)) {
      limit.warmUp(clientWarmUp);
      limit.measure(settings.rounds());
      BurstResult embedded = burst(settings, Profile.embedded);
      limit.measure(settings.rounds());
      BurstResult cluster = noCluster ? null : burst(settings, Profile.cluster);
      Map<Variant, List<Double>> limits =
          Arrays.stream(Variant.values())
              .collect(Collectors.toMap(variant -> variant, limit::roundMillis));
      return new LimitResult(settings, limits, embedded, cluster);
    }
  }

  private BurstResult burst(BurstSettings settings, Profile profile) throws InterruptedException {
    try (Servers servers = Servers.start(profile, 1, services, folder)) {
      return BurstRun.against(settings, servers.addresses(), servers.adminToken());
    }
  }

  private BurstSettings settings() {
    if (clientWarmUp < 0 || clientWarmUp > 100_000) {
      throw WrongOption.of(spec, "--client-warm-up: " + clientWarmUp + " (expected: 0 to 100000)");
    }
    if (noCluster && services != null) {
      throw WrongOption.of(spec, "--services: given with --no-cluster (expected: one of them)");
    }
    try {
      return new BurstSettings(members, online, messages, rounds);
    } catch (IllegalArgumentException outOfRange) {
      throw WrongOption.of(spec, String.valueOf(outOfRange.getMessage()));
    }
  }
}
