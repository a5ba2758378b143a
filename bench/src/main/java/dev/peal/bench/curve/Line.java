package dev.peal.bench.curve;

import dev.peal.bench.steady.Groups;
import dev.peal.bench.steady.SteadyResult;
import java.util.List;

/// Groups of one size under rising loads.
///
/// @param groups which
/// @param loads at least one, in order of their rates
/// @param ending why there is no higher load
record Line(Groups groups, List<SteadyResult> loads, Ending ending) {
  Line {
    loads = List.copyOf(loads);
  }

  /// Why a line ends.
  enum Ending {
    /// The last load is more than is delivered.
    SATURATED,
    /// The last load is delivered, but its rows fall ever further behind.
    JOURNAL_GROWS,
    /// No time was left for a higher one.
    TIME,
    /// No higher one was planned.
    PLAN
  }

  /// Whether a load is more than these groups can take for ever.
  static boolean isTooMuch(SteadyResult load) {
    return load.isSaturated() || load.journalGrows();
  }

  /// Why a line ends with this load; `cutShort` when there was no time for a higher one.
  static Ending ending(SteadyResult last, boolean cutShort) {
    if (last.isSaturated()) {
      return Ending.SATURATED;
    }
    if (last.journalGrows()) {
      return Ending.JOURNAL_GROWS;
    }
    return cutShort ? Ending.TIME : Ending.PLAN;
  }

  /// The highest load that is not too much, else the lowest: what a delivery costs is taken from
  /// it.
  SteadyResult fullest() {
    return loads.stream()
        .filter(load -> !isTooMuch(load))
        .reduce((_, higher) -> higher)
        .orElse(loads.getFirst());
  }
}
