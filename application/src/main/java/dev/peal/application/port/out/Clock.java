package dev.peal.application.port.out;

/// The time, both kinds.
public interface Clock {

  /// Milliseconds since 1970-01-01T00:00:00Z. May step either way.
  long wallMillis();

  /// Nanoseconds from some fixed point; never goes back. For durations and deadlines.
  long monotonicNanos();
}
