package dev.peal.bench.burst;

import dev.peal.bench.run.Machine;
import dev.peal.bench.run.Output;
import dev.peal.bench.run.Profile;
import dev.peal.bench.run.Servers;
import dev.peal.bench.run.WrongOption;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// The command line of the burst.
@Command(
    name = "burst",
    description =
        "Many members of one group send one message each at the same moment. Every delivery is"
            + " checked at the clients, every inbox row counted in the store; exits with 1 when"
            + " anything is lost, doubled or out of order.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class BurstCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--members", description = "Members of the group.")
  private int members = 500;

  @Option(names = "--online", description = "How many of them are connected.")
  private int online = 300;

  @Option(names = "--messages", description = "Messages a round, each of another online member.")
  private int messages = 100;

  @Option(names = "--rounds", description = "Rounds, one after the other.")
  private int rounds = 20;

  @Option(
      names = "--client-warm-up",
      paramLabel = "ROUNDS",
      description =
          "Rounds that the clients of this process run first, against another server of their own,"
              + " so that the server is measured and not clients whose code is not compiled yet;"
              + " ${DEFAULT-VALUE} if not given, 0 for none.")
  private int clientWarmUp = 400;

  @Option(
      names = "--target",
      paramLabel = "URL",
      description =
          "A running server without other traffic, as in http://127.0.0.1:8080, instead of one"
              + " that is started with a fresh store and stopped afterwards.")
  private @Nullable URI target;

  @Option(
      names = "--admin-token",
      paramLabel = "TOKEN",
      description = "The admin.token of that server, for counting its rows.")
  private @Nullable String adminToken;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description =
          "embedded, or cluster: nodes on fresh MySQL, Redis, RabbitMQ and etcd of their own.")
  private Profile profile = Profile.embedded;

  @Option(
      names = "--nodes",
      description = "With --profile cluster, how many nodes share the online members.")
  private int nodes = 1;

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
      description = "Where the store of an own server is made; else where temporary files are.")
  private @Nullable Path folder;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result to this file too; - for standard output, without the table.")
  private @Nullable Path json;

  @Override
  public Integer call() throws InterruptedException {
    BurstSettings settings = settings();
    BurstResult result;
    String store;
    BurstRun.warmUpClients(settings.online(), settings.messages(), clientWarmUp, folder);
    if (target != null) {
      store = target.toString();
      result = BurstRun.against(settings, List.of(target), adminToken == null ? "" : adminToken);
    } else {
      try (Servers servers = Servers.start(profile, nodes, services, folder)) {
        store = servers.store();
        result = BurstRun.against(settings, servers.addresses(), servers.adminToken());
      }
    }
    BurstReport report = new BurstReport(result);
    ObjectNode object = report.json().put("bench", "burst");
    object.set("machine", Machine.here().json());
    Output.show(json, object, report.table(store));
    return result.isClean() ? 0 : 1;
  }

  private BurstSettings settings() {
    if (clientWarmUp < 0 || clientWarmUp > 100_000) {
      throw WrongOption.of(spec, "--client-warm-up: " + clientWarmUp + " (expected: 0 to 100000)");
    }
    if (nodes < 1 || nodes > 16) {
      throw WrongOption.of(spec, "--nodes: " + nodes + " (expected: 1 to 16)");
    }
    if (profile == Profile.embedded && (nodes > 1 || services != null)) {
      throw WrongOption.of(spec, "--nodes, --services: given without --profile cluster");
    }
    if (target != null && adminToken == null) {
      throw WrongOption.of(
          spec, "--admin-token: missing (expected: with --target, to count the rows)");
    }
    try {
      return new BurstSettings(members, online, messages, rounds);
    } catch (IllegalArgumentException outOfRange) {
      throw WrongOption.of(spec, String.valueOf(outOfRange.getMessage()));
    }
  }
}
