package dev.peal.bench.curve;

import dev.peal.bench.run.Profile;
import dev.peal.bench.run.Progress;
import dev.peal.bench.steady.Groups;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is measured, and for how long.
///
/// @param parts of these
/// @param seconds of each steady state
/// @param warmUpSeconds of the same load before it
/// @param sizes the lines of the sweep
/// @param sweepSeconds in which all lines should be drawn
/// @param clientWarmUp rounds of bursts that the clients run before
/// @param connections idle ones, rising
/// @param folder where folders are made, or null for the system's place
record Plan(
    Profile profile,
    boolean quick,
    Set<Part> parts,
    int seconds,
    int warmUpSeconds,
    List<Size> sizes,
    int sweepSeconds,
    int clientWarmUp,
    List<Integer> connections,
    @Nullable Path folder) {
  private static final Groups GROUP_OF_500 = new Groups(1, 500, 300);
  private static final Groups GROUP_OF_1000 = new Groups(1, 1_000, 600);

  Plan {
    parts = Set.copyOf(parts);
    sizes = List.copyOf(sizes);
    connections = List.copyOf(connections);
  }

  /// Groups of one size, and what is offered to them.
  record Size(Groups groups, Ladder ladder) {}

  /// A full plan is meant to take less than 30 minutes on two cores, a quick one less than 3. Not
  /// all members of large groups are online, as two cores would be busy with the clients alone; and
  /// small groups are many, as one alone has but a few senders, each of whom may send only so much.
  static Plan of(Profile profile, boolean quick, Set<Part> parts, @Nullable Path folder) {
    return quick
        ? new Plan(
            profile,
            true,
            parts,
            4,
            2,
            List.of(
                new Size(new Groups(25, 2, 2), new Ladder(List.of(200, 800), 0, 0)),
                new Size(
                    GROUP_OF_500,
                    new Ladder(List.of(Goals.STEADY_RATE, 300), Goals.STEADY_RATE, 0)),
                new Size(GROUP_OF_1000, Ladder.only(Goals.LARGE_RATE))),
            45,
            40,
            List.of(250, 1_000),
            folder)
        : new Plan(
            profile,
            false,
            parts,
            60,
            5,
            List.of(
                new Size(new Groups(100, 2, 2), new Ladder(List.of(200, 2_000, 16_000), 0, 1)),
                new Size(new Groups(10, 50, 30), new Ladder(List.of(100, 1_000, 5_000), 0, 1)),
                new Size(
                    GROUP_OF_500,
                    new Ladder(List.of(25, Goals.STEADY_RATE, 800), Goals.STEADY_RATE, 1)),
                new Size(
                    GROUP_OF_1000,
                    new Ladder(List.of(40, Goals.LARGE_RATE, 300), Goals.LARGE_RATE, 1)),
                new Size(new Groups(1, 5_000, 1_000), new Ladder(List.of(5, 20, 40), 0, 1))),
            20 * 60,
            200,
            List.of(1_000, 10_000, 50_000),
            folder);
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  /// The sizes of the sweep, or those of the goals if only these are wanted.
  List<Size> lines() {
    if (has(Part.sweep)) {
      return sizes;
    }
    List<Size> lines = new ArrayList<>();
    if (has(Part.steady)) {
      lines.add(new Size(GROUP_OF_500, Ladder.only(Goals.STEADY_RATE)));
    }
    if (has(Part.large)) {
      lines.add(new Size(GROUP_OF_1000, Ladder.only(Goals.LARGE_RATE)));
    }
    return lines;
  }

  /// Tells people what they wait for.
  void say() {
    for (Size size : lines()) {
      Progress.say(
          String.format(
              Locale.ROOT,
              "planned: %s: %s messages a second, %d s each",
              size.groups().sentence(),
              size.ladder().rates(),
              seconds));
    }
    if (has(Part.direct)) {
      Progress.say("planned: direct messages, " + seconds + " s in quiet and beside a flood");
    }
    if (has(Part.idle)) {
      Progress.say("planned: idle connections: " + connections);
    }
  }
}
