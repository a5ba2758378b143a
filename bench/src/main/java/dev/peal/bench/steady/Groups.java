package dev.peal.bench.steady;

import dev.peal.bench.run.Range;

/// The groups of a steady load: equal ones, without common members.
///
/// @param count how many groups
/// @param members of each
/// @param online how many members of each are connected
public record Groups(int count, int members, int online) {
  public Groups {
    Range.require("--groups", count, 1, 5_000);
    Range.require("--members", members, 2, 5_000);
    Range.require("--online", online, 1, members);
    Range.require("--groups times --online", (long) count * online, 1, 15_000);
  }

  /// The same as people say it.
  public String sentence() {
    return count == 1
        ? "%,d members, %,d online".formatted(members, online)
        : "%,d groups of %,d members, %,d online in each".formatted(count, members, online);
  }
}
