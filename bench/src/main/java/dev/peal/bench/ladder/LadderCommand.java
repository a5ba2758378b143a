package dev.peal.bench.ladder;

import dev.peal.bench.burst.BurstRun;
import dev.peal.bench.ladder.rung.Rung;
import dev.peal.bench.run.Machine;
import dev.peal.bench.run.Output;
import dev.peal.bench.run.Progress;
import dev.peal.bench.run.Services;
import dev.peal.bench.run.WrongOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command line of the ladder.
@Command(
    name = "ladder",
    description =
        "The burst, on one server after the other: from a naive one up to a node of a cluster, each"
            + " with one thing more than the one before, all on the same MySQL, Redis, RabbitMQ and"
            + " etcd, each on a new database there. Every delivery and every row is checked as in"
            + " the burst; exits with 1 when a rung loses, doubles or misorders anything.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class LadderCommand implements Callable<Integer> {
  private static final int QUICK_MEMBERS = 100;
  private static final int QUICK_ONLINE = 60;
  private static final int QUICK_MESSAGES = 20;
  private static final int QUICK_ROUNDS = 2;
  private static final int QUICK_WARM_UP = 50;

  private @Nullable CommandSpec spec;

  @Option(names = "--rungs", description = "Which, as in 0-6 or 0,3,5-6.")
  private String rungs = "0-6";

  @Option(names = "--members", description = "Members of the group.")
  private int members = 500;

  @Option(names = "--online", description = "How many of them are connected.")
  private int online = 300;

  @Option(names = "--messages", description = "Messages a round, each of another online member.")
  private int messages = 100;

  @Option(
      names = "--rounds",
      description =
          "Rounds on each rung, one after the other; on rungs 0 and 1 at most "
              + LadderSettings.SLOW_ROUNDS
              + ". The first is reported apart.")
  private int rounds = 10;

  @Option(
      names = "--client-warm-up",
      paramLabel = "ROUNDS",
      description = "Rounds that the clients run first, against another server of their own.")
  private int clientWarmUp = 400;

  @Option(
      names = "--quick",
      description =
          "A small group and few rounds, whatever else is said: "
              + QUICK_MEMBERS
              + " members, "
              + QUICK_ONLINE
              + " online, "
              + QUICK_MESSAGES
              + " messages, "
              + QUICK_ROUNDS
              + " rounds.")
  private boolean quick;

  @Option(
      names = "--services",
      paramLabel = "FILE",
      description =
          "Servers that run already, as `peal services` writes it, instead of fresh ones; the"
              + " user of MySQL has to be one who may create databases.")
  private @Nullable Path services;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where servers keep their data; else where temporary files are.")
  private @Nullable Path folder;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result to this file too; - for standard output, without the table.")
  private @Nullable Path json;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draw the result into this file.")
  private @Nullable Path svg;

  /// Has the help end with what the rungs are.
  @Spec
  void describe(CommandSpec given) {
    spec = given;
    given
        .usageMessage()
        .footer(
            Stream.concat(
                    Stream.of("", "The rungs, each with what the one before has unless replaced:"),
                    Arrays.stream(Rung.values())
                        .map(rung ->
                            "  " + rung.number() + " " + rung.title() + ": " + rung.sentence()))
                .toArray(String[]::new));
  }

  @Override
  public Integer call() throws InterruptedException {
    LadderSettings settings = settings();
    int warmUp = quick ? Math.min(QUICK_WARM_UP, clientWarmUp) : clientWarmUp;
    BurstRun.warmUpClients(settings.online(), settings.messages(), warmUp, folder);
    LadderReport report = new LadderReport(settings, results(settings));
    Machine machine = Machine.here();
    Path picture = svg;
    if (picture != null) {
      report.chart().ifPresent(chart -> Output.write(picture, chart.svg()));
    }
    Output.show(json, report.json(machine), report.table(machine));
    return report.isClean() ? 0 : 1;
  }

  private List<RungResult> results(LadderSettings settings) throws InterruptedException {
    if (services == null) {
      Progress.say("starting MySQL, Redis, RabbitMQ and etcd");
    }
    try (Services servers = services == null ? Services.start(folder) : Services.given(services)) {
      return new LadderRun(settings, servers.properties(), folder).run();
    }
  }

  private LadderSettings settings() {
    if (clientWarmUp < 0 || clientWarmUp > 100_000) {
      throw WrongOption.of(spec, "--client-warm-up: " + clientWarmUp + " (expected: 0 to 100000)");
    }
    try {
      List<Rung> wanted = LadderSettings.rungs(rungs);
      return quick
          ? new LadderSettings(wanted, QUICK_MEMBERS, QUICK_ONLINE, QUICK_MESSAGES, QUICK_ROUNDS)
          : new LadderSettings(wanted, members, online, messages, rounds);
    } catch (IllegalArgumentException outOfRange) {
      throw WrongOption.of(spec, String.valueOf(outOfRange.getMessage()));
    }
  }
}
