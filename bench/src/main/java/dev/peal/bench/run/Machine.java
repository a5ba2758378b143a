package dev.peal.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The machine that figures were measured on, for standing beside them.
///
/// @param processor its model as the system names it, or the architecture
/// @param cores that this process may use
/// @param memoryMb of the whole machine, 0 where the system does not tell
/// @param system as in `Linux 6.1`
/// @param java as in `25.0.1+8`
public record Machine(String processor, int cores, long memoryMb, String system, String java) {

  /// This one.
  public static Machine here() {
    return new Machine(
        value("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(value("/proc/meminfo", "MemTotal", "0").split(" ", 2)[0]) / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version").split("-", 2)[0],
        Runtime.version().toString());
  }

  /// The same in one line.
  public String sentence() {
    return "%d cores (%s), %,d MB, %s, Java %s".formatted(cores, processor, memoryMb, system, java);
  }

  /// The same as an object, for a result's `machine`.
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("processor", processor)
        .put("cores", cores)
        .put("memory_mb", memoryMb)
        .put("system", system)
        .put("java", java);
  }

  private static String value(String file, String name, String otherwise) {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(file));
    } catch (IOException notLinux) {
      return otherwise;
    }
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }
}
