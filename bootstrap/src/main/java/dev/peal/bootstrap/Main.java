package dev.peal.bootstrap;

/// Starts the server.
public final class Main {
  private Main() {}

  /// @param args the command line
  public static void main(String[] args) {
    System.out.println("peal");
  }
}
