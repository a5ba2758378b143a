package dev.peal.bench.steady;

import dev.peal.bench.burst.BurstRun;
import dev.peal.bench.run.Machine;
import dev.peal.bench.run.Output;
import dev.peal.bench.run.Profile;
import dev.peal.bench.run.Range;
import dev.peal.bench.run.Servers;
import dev.peal.bench.run.WrongOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// The command line of a steady load.
@Command(
    name = "steady",
    description =
        "Messages come at a fixed rate, whatever the server does; each delivery is checked, and"
            + " timed from when its message was due. Exits with 1 when anything is lost, doubled or"
            + " out of order.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class SteadyCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--members", description = "Members of each group.")
  private int members = 500;

  @Option(names = "--online", description = "How many members of each group are connected.")
  private int online = 300;

  @Option(names = "--groups", description = "Groups, which get messages in turn.")
  private int count = 1;

  @Option(names = "--rate", description = "Messages a second, all groups together.")
  private double rate = 100;

  @Option(names = "--seconds", description = "How long the load is timed.")
  private int seconds = 60;

  @Option(names = "--warm-up", paramLabel = "SECONDS", description = "The same load before that.")
  private int warmUp = 10;

  @Option(
      names = "--client-warm-up",
      paramLabel = "ROUNDS",
      description =
          "Bursts that the clients of this process run first, against another server of their own;"
              + " ${DEFAULT-VALUE} if not given, 0 for none.")
  private int clientWarmUp = 200;

  @Option(
      names = "--profile",
      description = "What the node runs on: ${COMPLETION-CANDIDATES}.",
      defaultValue = "cluster")
  private Profile profile = Profile.cluster;

  @Option(
      names = "--services",
      paramLabel = "FILE",
      description =
          "With --profile cluster, servers that run already, as `peal services` writes it, instead"
              + " of fresh ones. They should hold nothing else.")
  private @Nullable Path services;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where the stores are made; else where temporary files are.")
  private @Nullable Path folder;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result to this file too; - for standard output, without the table.")
  private @Nullable Path json;

  @Override
  public Integer call() throws InterruptedException {
    Groups groups;
    Load load;
    try {
      groups = new Groups(count, members, online);
      load = new Load(rate, warmUp, seconds);
      Range.require("--client-warm-up", clientWarmUp, 0, 100_000);
    } catch (IllegalArgumentException outOfRange) {
      throw WrongOption.of(spec, String.valueOf(outOfRange.getMessage()));
    }
    if (profile == Profile.embedded && services != null) {
      throw WrongOption.of(spec, "--services: given without --profile cluster");
    }
    BurstRun.warmUpClients(300, 100, clientWarmUp, folder);
    SteadyResult result;
    String store;
    try (Servers servers = Servers.start(profile, 1, services, folder);
        SteadyGroups steady = SteadyGroups.open(groups, servers)) {
      store = servers.store();
      result = steady.run(load);
    }
    ObjectNode object = SteadyReport.json(result);
    object.put("bench", "steady").put("profile", profile.name()).put("store", store);
    object.set("machine", Machine.here().json());
    Output.show(json, object, SteadyReport.table(result, store));
    return result.isClean() ? 0 : 1;
  }
}
