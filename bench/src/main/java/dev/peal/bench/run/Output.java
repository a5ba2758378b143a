package dev.peal.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where results go.
public final class Output {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Output() {}

  /// Shows a result to people on standard output, and to programs in a file.
  ///
  /// @param json where the JSON goes: a file, or `-` for standard output instead of the table, or
  ///   null for nowhere
  public static void show(@Nullable Path json, JsonNode result, String table) {
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result);
    if (json != null && json.toString().equals("-")) {
      System.out.println(text);
      return;
    }
    if (json != null) {
      write(json, text + "\n");
    }
    System.out.print(table);
    System.out.flush();
  }

  /// Writes a file, and the folders above it.
  public static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new BenchFailed(file + " cannot be written", failure);
    }
  }

  /// A figure with three decimals, as JSON has it.
  public static double rounded(double value) {
    return Math.round(value * 1e3) / 1e3;
  }
}
