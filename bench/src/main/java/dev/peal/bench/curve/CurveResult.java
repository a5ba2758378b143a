package dev.peal.bench.curve;

import dev.peal.bench.idle.IdleConnections;
import dev.peal.bench.steady.SteadyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was found; null for what was not asked for.
///
/// @param lines in order of the groups' size
record CurveResult(
    List<Line> lines, @Nullable DirectBesideFlood direct, IdleConnections.@Nullable Result idle) {
  CurveResult {
    lines = List.copyOf(lines);
  }

  List<SteadyResult> loads() {
    return lines.stream().flatMap(line -> line.loads().stream()).toList();
  }

  /// The goals that these figures tell something about.
  List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    load(500, Goals.STEADY_RATE).map(Goals::steady).ifPresent(goals::add);
    load(1_000, Goals.LARGE_RATE).map(Goals::large).ifPresent(goals::add);
    if (direct != null) {
      goals.add(Goals.direct(direct));
    }
    if (idle != null) {
      goals.add(Goals.idle(idle));
    }
    return goals;
  }

  private Optional<SteadyResult> load(int members, int rate) {
    return loads().stream()
        .filter(load -> load.groups().members() == members && load.load().rate() == rate)
        .findFirst();
  }

  boolean isClean() {
    return loads().stream().allMatch(SteadyResult::isClean) && (direct == null || direct.isClean());
  }
}
