package dev.peal.bench.curve;

import java.util.List;

/// A goal of the project and what was found.
///
/// @param name the part that shows it
/// @param sentence what is wanted
/// @param figures what it is about, each with its bound
/// @param met whether all of it is
record Goal(String name, String sentence, List<Figure> figures, boolean met) {
  Goal {
    figures = List.copyOf(figures);
  }

  Goal(String name, String sentence, List<Figure> figures) {
    this(name, sentence, figures, figures.stream().allMatch(Figure::isMet));
  }

  /// One figure that may be at most so much. NaN, for what could not be measured, is not met.
  record Figure(String name, double found, double most) {
    boolean isMet() {
      return found <= most;
    }

    /// What must not be, as 0 of at most 0.
    static Figure not(String name, boolean found) {
      return new Figure(name, found ? 1 : 0, 0);
    }
  }
}
