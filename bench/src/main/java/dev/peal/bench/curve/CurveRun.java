package dev.peal.bench.curve;

import dev.peal.bench.idle.IdleConnections;
import dev.peal.bench.run.Progress;
import dev.peal.bench.run.Servers;
import dev.peal.bench.steady.Load;
import dev.peal.bench.steady.SteadyGroups;
import dev.peal.bench.steady.SteadyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Carries a plan out. Groups and direct messages are measured at one node; idle connections at
/// fresh nodes afterwards.
final class CurveRun {
  private final Plan plan;

  CurveRun(Plan plan) {
    this.plan = plan;
  }

  CurveResult run() throws InterruptedException {
    List<SteadyResult> loads = new ArrayList<>();
    DirectBesideFlood direct = null;
    if (!plan.loads().isEmpty() || plan.has(Part.direct)) {
      try (Servers servers = Servers.start(plan.profile(), 1, null, plan.folder())) {
        for (Plan.Size size : plan.loads()) {
          loads.addAll(line(servers, size));
        }
        if (plan.has(Part.direct)) {
          direct = DirectBesideFlood.run(servers, plan.warmUpSeconds(), plan.seconds());
        }
      }
    }
    return new CurveResult(loads, direct, idle());
  }

  private IdleConnections.@Nullable Result idle() throws InterruptedException {
    return plan.has(Part.idle)
        ? IdleConnections.run(plan.profile(), plan.connections(), null, plan.folder())
        : null;
  }

  /// Offers the loads of a size until one is more than is delivered, or its rows cannot be stored
  /// as fast.
  private List<SteadyResult> line(Servers servers, Plan.Size size) throws InterruptedException {
    List<SteadyResult> line = new ArrayList<>();
    try (SteadyGroups groups = SteadyGroups.open(size.groups(), servers)) {
      for (int rate : size.rates()) {
        Progress.say(
            String.format(
                Locale.ROOT, "%s: %,d messages a second", size.groups().sentence(), rate));
        SteadyResult result = groups.run(new Load(rate, plan.warmUpSeconds(), plan.seconds()));
        line.add(result);
        if (result.isSaturated() || result.journalGrows()) {
          break;
        }
      }
    }
    return line;
  }
}
