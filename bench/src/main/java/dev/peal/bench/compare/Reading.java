package dev.peal.bench.compare;

import java.util.List;

/// What two results have to say to each other.
///
/// @param warnings sentences on why their times may not be comparable
/// @param figures in the order of the results
record Reading(List<String> warnings, List<Figure> figures) {
  Reading {
    warnings = List.copyOf(warnings);
    figures = List.copyOf(figures);
  }
}
