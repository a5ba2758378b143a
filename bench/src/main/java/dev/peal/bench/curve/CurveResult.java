package dev.peal.bench.curve;

import dev.peal.bench.idle.IdleConnections;
import dev.peal.bench.steady.SteadyResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was found; null for what was not asked for.
///
/// @param loads in order of the groups' size and of the rate
record CurveResult(
    List<SteadyResult> loads,
    @Nullable DirectBesideFlood direct,
    IdleConnections.@Nullable Result idle) {
  CurveResult {
    loads = List.copyOf(loads);
  }

  /// The load that a goal is about, if it was offered.
  Optional<SteadyResult> load(int members, int rate) {
    return loads.stream()
        .filter(load -> load.groups().members() == members && load.load().rate() == rate)
        .findFirst();
  }

  boolean isClean() {
    return loads.stream().allMatch(SteadyResult::isClean) && (direct == null || direct.isClean());
  }
}
