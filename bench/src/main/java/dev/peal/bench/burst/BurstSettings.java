package dev.peal.bench.burst;

import dev.peal.bench.run.Range;

/// The size of a burst.
///
/// @param members of the group
/// @param online how many of them are connected
/// @param messages a round, each of another online member
/// @param rounds one after the other
public record BurstSettings(int members, int online, int messages, int rounds) {
  public BurstSettings {
    Range.require("--members", members, 2, 5_000);
    Range.require("--online", online, 1, members);
    Range.require("--messages", messages, 1, online);
    Range.require("--rounds", rounds, 1, 100_000);
  }

  /// What a complete round delivers: each message to every other online member, and an ack to its
  /// sender.
  public long deliveriesPerRound() {
    return (long) messages * online;
  }

  /// Each message stands in the inbox of every member, its sender included.
  public long rowsPerRound() {
    return (long) messages * members;
  }
}
