package dev.peal.in.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory this process takes.
final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /// The resident set in MiB, as the kernel counts it; where there is no `/proc`, what the JVM has
  /// taken for its heap, which is less than the truth.
  static long residentMegabytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
          .findFirst()
          .orElseGet(ProcessMemory::heapMegabytes);
    } catch (IOException e) {
      return heapMegabytes();
    }
  }

  private static long heapMegabytes() {
    return Runtime.getRuntime().totalMemory() / (1_024 * 1_024);
  }
}
