package dev.peal.bootstrap;

/// Whether the node takes work. Thread-safe.
public final class Readiness {

  private volatile boolean ready;

  boolean ready() {
    return ready;
  }

  void set(boolean value) {
    ready = value;
  }
}
