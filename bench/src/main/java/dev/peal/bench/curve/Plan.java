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
/// @param connections idle ones, rising
/// @param folder where folders are made, or null for the system's place
record Plan(
    Profile profile,
    boolean quick,
    Set<Part> parts,
    int seconds,
    int warmUpSeconds,
    List<Size> sizes,
    List<Integer> connections,
    @Nullable Path folder) {

  Plan {
    parts = Set.copyOf(parts);
    sizes = List.copyOf(sizes);
    connections = List.copyOf(connections);
  }

  /// Groups of one size.
  ///
  /// @param rates messages a second that are offered one after the other, rising, until one is more
  ///   than is delivered
  record Size(Groups groups, List<Integer> rates) {
    Size {
      rates = List.copyOf(rates);
    }
  }

  /// A full plan takes less than 30 minutes, a quick one less than 3. Steady states of the full one
  /// last 60 s.
  static Plan of(Profile profile, boolean quick, Set<Part> parts, @Nullable Path folder) {
    return quick
        ? new Plan(
            profile,
            true,
            parts,
            5,
            2,
            List.of(
                new Size(new Groups(100, 2, 2), List.of(500, 4_000)),
                new Size(new Groups(1, 500, 300), List.of(50, Goals.STEADY_RATE, 300)),
                new Size(new Groups(1, 1_000, 600), List.of(Goals.LARGE_RATE))),
            List.of(500, 1_500),
            folder)
        : new Plan(
            profile,
            false,
            parts,
            60,
            5,
            List.of(
                new Size(new Groups(100, 2, 2), List.of(500, 2_000, 4_000, 8_000)),
                new Size(new Groups(10, 50, 30), List.of(200, 600, 1_200, 2_400)),
                new Size(new Groups(1, 500, 300), List.of(25, Goals.STEADY_RATE, 200, 400)),
                new Size(new Groups(1, 1_000, 600), List.of(25, 75, Goals.LARGE_RATE)),
                new Size(new Groups(1, 5_000, 1_000), List.of(5, 15, 30, 60))),
            List.of(1_000, 10_000, 50_000),
            folder);
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  /// The loads of the sweep, or those of the goals if only these are wanted.
  List<Size> loads() {
    if (has(Part.sweep)) {
      return sizes;
    }
    List<Size> loads = new ArrayList<>();
    if (has(Part.steady)) {
      loads.add(new Size(new Groups(1, 500, 300), List.of(Goals.STEADY_RATE)));
    }
    if (has(Part.large)) {
      loads.add(new Size(new Groups(1, 1_000, 600), List.of(Goals.LARGE_RATE)));
    }
    return loads;
  }

  void say() {
    loads()
        .forEach(size ->
            Progress.say(
                String.format(
                    Locale.ROOT,
                    "planned: %s: %s messages a second, %d s each",
                    size.groups().sentence(),
                    size.rates(),
                    seconds)));
    if (has(Part.direct)) {
      Progress.say("planned: direct messages, " + seconds + " s in quiet and beside a flood");
    }
    if (has(Part.idle)) {
      Progress.say("planned: idle connections: " + connections);
    }
  }
}
