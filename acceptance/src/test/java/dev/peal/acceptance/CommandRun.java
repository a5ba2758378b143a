package dev.peal.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command that was run to its end.
record CommandRun(int exitCode, String output, String errors) {
  private static final long PATIENCE_SECONDS = 60;

  /// Runs a command of the server.
  static CommandRun of(String... arguments) throws IOException, InterruptedException {
    return of(Map.of(), arguments);
  }

  static CommandRun of(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = ServerSetup.process(ServerSetup.SERVER_MAIN, List.of(arguments));
    builder.environment().putAll(environment);
    return of(builder, PATIENCE_SECONDS);
  }

  static CommandRun of(ProcessBuilder builder, long patienceSeconds)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("peal-command", ".out");
    Path errors = Files.createTempFile("peal-command", ".err");
    try {
      Process process =
          builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      try {
        if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
          throw new AssertionError(
              "not ended after "
                  + patienceSeconds
                  + " s: "
                  + Files.readString(output)
                  + Files.readString(errors));
        }
        return new CommandRun(
            process.exitValue(), Files.readString(output), Files.readString(errors));
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
