package dev.peal.bench.curve;

import dev.peal.bench.burst.BurstRun;
import dev.peal.bench.run.Output;
import dev.peal.bench.run.Profile;
import dev.peal.bench.run.Range;
import dev.peal.bench.run.WrongOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command line of the curve.
@Command(
    name = "curve",
    description =
        "Delivery latency against offered load up to saturation, for groups of 2 to 5,000; what a"
            + " delivery costs; what an idle connection costs; and whether the project's goals are"
            + " met. Exits with 1 when anything is lost, doubled or out of order.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class CurveCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--profile",
      description = "What the nodes run on: ${COMPLETION-CANDIDATES}.",
      defaultValue = "cluster")
  private Profile profile = Profile.cluster;

  @Option(
      names = "--quick",
      description = "Fewer and shorter loads, in 3 minutes: a look, not a measurement.")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      description = "Measure only these: ${COMPLETION-CANDIDATES}.")
  private List<Part> only = List.of(Part.values());

  @Option(
      names = "--client-warm-up",
      paramLabel = "ROUNDS",
      description =
          "Bursts that the clients of this process run first, against another server of their own;"
              + " 200 if not given, 40 with --quick, 0 for none.")
  private @Nullable Integer clientWarmUp;

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

  @Option(names = "--svg", paramLabel = "FILE", description = "Draw the result into this file.")
  private @Nullable Path svg;

  @Override
  public Integer call() throws InterruptedException {
    Plan plan = Plan.of(profile, quick, EnumSet.copyOf(only), folder);
    check(plan);
    plan.say();
    BurstRun.warmUpClients(
        300, 100, clientWarmUp == null ? plan.clientWarmUp() : clientWarmUp, folder);
    CurveResult result = new CurveRun(plan).run();
    CurveReport report = new CurveReport(plan, result);
    Output.show(json, report.json(), report.table());
    if (svg != null) {
      Path picture = svg;
      new CurveCharts(result).svg().ifPresent(text -> Output.write(picture, text));
    }
    return result.isClean() ? 0 : 1;
  }

  private void check(Plan plan) {
    try {
      Range.require("--client-warm-up", clientWarmUp == null ? 0 : clientWarmUp, 0, 100_000);
    } catch (IllegalArgumentException outOfRange) {
      throw WrongOption.of(spec, String.valueOf(outOfRange.getMessage()));
    }
    if (svg != null && plan.parts().equals(Set.of(Part.direct))) {
      throw WrongOption.of(spec, "--svg: given with --only direct, of which there is no picture");
    }
  }
}
