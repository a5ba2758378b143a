package dev.peal.domain.group;

/// What bounds groups.
///
/// @param members of one group, its owner counted
/// @param perUser groups that one user may be in; changes made at the same moment may each take the
///   last place, so it may be passed by as many as those are
public record GroupLimits(int members, int perUser) {

  public GroupLimits {
    require("groups.max-members", members, 2, 100_000);
    require("groups.max-per-user", perUser, 1, 100_000);
  }

  private static void require(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
