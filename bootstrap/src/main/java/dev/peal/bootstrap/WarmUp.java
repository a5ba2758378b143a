package dev.peal.bootstrap;

import dev.peal.bootstrap.config.Settings;

/// Runs the road of a message on a scratch node before the real one starts.
final class WarmUp {

  private WarmUp() {}

  static void run(Settings settings) {}
}
