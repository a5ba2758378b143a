package dev.peal.bench.ladder;

import dev.peal.bench.burst.BurstSettings;
import dev.peal.bench.ladder.rung.Rung;
import java.util.List;
import java.util.TreeSet;

/// What is asked for.
///
/// @param rungs those to run, lowest first
/// @param members of the group
/// @param online how many of them are connected
/// @param messages a round, each of another online member
/// @param rounds on each rung, but on the two slowest at most [#SLOW_ROUNDS]
record LadderSettings(List<Rung> rungs, int members, int online, int messages, int rounds) {

  /// On the rungs that take seconds a round.
  static final int SLOW_ROUNDS = 3;

  LadderSettings {
    rungs = List.copyOf(rungs);
    if (rungs.isEmpty()) {
      throw new IllegalArgumentException("--rungs: none (expected: some of 0 to 6)");
    }
    for (Rung rung : rungs) {
      var _ = burst(rung, members, online, messages, rounds);
    }
  }

  /// The burst of a rung.
  BurstSettings burst(Rung rung) {
    return burst(rung, members, online, messages, rounds);
  }

  private static BurstSettings burst(Rung rung, int members, int online, int messages, int rounds) {
    boolean slow =
        switch (rung) {
          case NAIVE, CACHE -> true;
          case BATCH, ASYNCHRONY, STRUCTURES, POOLS, PEAL -> false;
        };
    return new BurstSettings(
        members, online, messages, slow ? Math.min(SLOW_ROUNDS, rounds) : rounds);
  }

  /// Reads `0-6`, or `0,3,5-6`.
  ///
  /// @throws IllegalArgumentException it is not of that kind
  static List<Rung> rungs(String text) {
    TreeSet<Rung> rungs = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.strip().split("-", -1);
      if (ends.length > 2 || !ends[0].matches("[0-6]") || !ends[ends.length - 1].matches("[0-6]")) {
        throw wrong(text);
      }
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (first > last) {
        throw wrong(text);
      }
      for (int number = first; number <= last; number++) {
        rungs.add(Rung.of(number));
      }
    }
    return List.copyOf(rungs);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "--rungs: " + text + " (expected: numbers from 0 to 6, as in 0-6 or 0,3,5-6)");
  }
}
