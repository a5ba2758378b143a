package dev.peal.bench;

/// Runs the benchmark.
public final class BenchMain {
  private BenchMain() {}

  /// @param args the command line
  public static void main(String[] args) {
    System.out.println("peal");
  }
}
