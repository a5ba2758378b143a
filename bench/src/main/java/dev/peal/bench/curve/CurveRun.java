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
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Carries a plan out. Groups and direct messages are measured at one node; idle connections at
/// fresh nodes afterwards.
final class CurveRun {
  private final Plan plan;

  CurveRun(Plan plan) {
    this.plan = plan;
  }

  CurveResult run() throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    DirectBesideFlood direct = null;
    if (!plan.lines().isEmpty() || plan.has(Part.direct)) {
      try (Servers servers = Servers.start(plan.profile(), 1, null, plan.folder())) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.sweepSeconds());
        for (Plan.Size size : plan.lines()) {
          long left = Math.max(0, endNanos - System.nanoTime());
          int sizesLeft = plan.lines().size() - lines.size();
          lines.add(line(servers, size, System.nanoTime() + left / sizesLeft));
        }
        if (plan.has(Part.direct)) {
          direct = DirectBesideFlood.run(servers, plan.warmUpSeconds(), plan.seconds());
        }
      }
    }
    return new CurveResult(lines, direct, idle());
  }

  private IdleConnections.@Nullable Result idle() throws InterruptedException {
    return plan.has(Part.idle)
        ? IdleConnections.run(plan.profile(), plan.connections(), null, plan.folder())
        : null;
  }

  /// Offers the loads of a size, each if it can be over by then.
  private Line line(Servers servers, Plan.Size size, long byNanos) throws InterruptedException {
    long loadNanos = TimeUnit.SECONDS.toNanos(plan.warmUpSeconds() + plan.seconds());
    List<SteadyResult> loads = new ArrayList<>();
    try (SteadyGroups groups = SteadyGroups.open(size.groups(), servers)) {
      OptionalInt rate = OptionalInt.of(size.ladder().first());
      boolean cutShort = false;
      while (rate.isPresent()) {
        int last = rate.getAsInt();
        SteadyResult load = offer(groups, size, last);
        loads.add(load);
        boolean late = System.nanoTime() + loadNanos - byNanos > 0;
        cutShort = late && size.ladder().after(last, false).isPresent();
        rate = size.ladder().after(last, late || Line.isTooMuch(load));
      }
      return new Line(size.groups(), loads, Line.ending(loads.getLast(), cutShort));
    }
  }

  private SteadyResult offer(SteadyGroups groups, Plan.Size size, int rate)
      throws InterruptedException {
    Progress.say(
        String.format(Locale.ROOT, "%s: %,d messages a second", size.groups().sentence(), rate));
    return groups.run(new Load(rate, plan.warmUpSeconds(), plan.seconds()));
  }
}
