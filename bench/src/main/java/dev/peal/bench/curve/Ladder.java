package dev.peal.bench.curve;

import java.util.List;
import java.util.OptionalInt;

/// Which loads are offered to the groups of one size, in messages a second.
///
/// @param rates one after the other, rising, until one is more than is delivered
/// @param needed of these, the one that a goal is about: it is offered whatever the ones below it
///   have shown; 0 for none
/// @param doublings how often the last one may be doubled while nothing is saturated
record Ladder(List<Integer> rates, int needed, int doublings) {
  Ladder {
    rates = List.copyOf(rates);
    if (rates.isEmpty() || (needed != 0 && !rates.contains(needed))) {
      throw new IllegalArgumentException(
          "rates: " + rates + " (expected: at least one, and " + needed + " if it is not 0)");
    }
  }

  /// Only what a goal is about.
  static Ladder only(int rate) {
    return new Ladder(List.of(rate), rate, 0);
  }

  int first() {
    return rates.getFirst();
  }

  /// What comes after a load.
  ///
  /// @param last its rate
  /// @param end whether the line is to end here: the load was too much, or time is up
  OptionalInt after(int last, boolean end) {
    for (int rate : rates) {
      if (rate > last && (!end || rate == needed)) {
        return OptionalInt.of(rate);
      }
    }
    int doubled = 2 * last;
    return !end && doubled <= rates.getLast() << doublings
        ? OptionalInt.of(doubled)
        : OptionalInt.empty();
  }
}
