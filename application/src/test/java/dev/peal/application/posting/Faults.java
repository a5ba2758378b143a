package dev.peal.application.posting;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What the ports of a [Road] do wrong, and a list of how they were called. Thread-safe.
final class Faults {

  /// Where something can go wrong.
  enum Point {
    MEMBERS,
    RELOAD,
    NEXT_ID,
    ALLOT,
    LOOK_UP,
    SETTLED,
    ABANDONED,
    APPEND,
    DELIVER
  }

  private final List<Point> calls = new ArrayList<>();
  private @Nullable Point failing;
  private @Nullable Throwable failure;
  private int percent;

  /// From now on every call of `point` throws.
  synchronized void failAt(Point point, Throwable thrown) {
    failing = point;
    failure = thrown;
    percent = 0;
  }

  /// From now on calls of any point but `ABANDONED` and `DELIVER` throw now and then.
  synchronized void failAnywhere(int percentOfCalls, Throwable thrown) {
    failing = null;
    failure = thrown;
    percent = percentOfCalls;
  }

  synchronized void end() {
    failure = null;
  }

  synchronized List<Point> calls() {
    return List.copyOf(calls);
  }

  synchronized void at(Point point) {
    calls.add(point);
    boolean anywhere =
        failing == null
            && point != Point.ABANDONED
            && point != Point.DELIVER
            && ThreadLocalRandom.current().nextInt(100) < percent;
    if (failure != null && (point == failing || anywhere)) {
      switch (failure) {
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        default -> throw new IllegalArgumentException("failure: checked", failure);
      }
    }
  }
}
