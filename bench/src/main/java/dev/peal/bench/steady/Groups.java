package dev.peal.bench.steady;

import dev.peal.bench.run.Range;

/// The conversations of a steady load: equal ones, without common members.
///
/// @param count how many
/// @param members of each
/// @param online how many members of each are connected
/// @param direct whether they are direct conversations, of two
public record Groups(int count, int members, int online, boolean direct) {
  public Groups {
    Range.require("--groups", count, 1, 5_000);
    Range.require("--members", members, 2, direct ? 2 : 5_000);
    Range.require("--online", online, 1, members);
    Range.require("--groups times --online", (long) count * online, 1, 15_000);
  }

  /// Groups that somebody makes.
  public Groups(int count, int members, int online) {
    this(count, members, online, false);
  }

  /// Pairs of users, both online, who write to each other directly.
  public static Groups pairs(int count) {
    return new Groups(count, 2, 2, true);
  }

  /// The same as people say it.
  public String sentence() {
    if (direct) {
      return count == 1 ? "a direct conversation" : "%,d direct conversations".formatted(count);
    }
    return count == 1
        ? "%,d members, %,d online".formatted(members, online)
        : "%,d groups of %,d members, %,d online in each".formatted(count, members, online);
  }
}
