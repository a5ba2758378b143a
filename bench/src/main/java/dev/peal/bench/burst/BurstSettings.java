package dev.peal.bench.burst;

/// The size of a burst.
///
/// @param members of the group
/// @param online how many of them are connected
/// @param messages a round, each of another online member
/// @param rounds one after the other
public record BurstSettings(int members, int online, int messages, int rounds) {
  public BurstSettings {
    require("--members", members, 2, 5_000);
    require("--online", online, 1, members);
    require("--messages", messages, 1, online);
    require("--rounds", rounds, 1, 100_000);
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

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
