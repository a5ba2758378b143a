package dev.peal.bootstrap.config;

/// A configuration that cannot be used. The message names the key, its value, and what was
/// expected.
public final class WrongConfiguration extends RuntimeException {

  private static final long serialVersionUID = 1;

  public WrongConfiguration(String message) {
    super(message);
  }
}
