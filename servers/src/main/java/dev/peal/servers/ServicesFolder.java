package dev.peal.servers;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// A folder of servers that `bin/services` starts and stops.
record ServicesFolder(Path script, Path folder) {

  /// Packages may have to be installed, and MySQL to be fetched.
  private static final Duration SCRIPT_TIME = Duration.ofMinutes(15);

  /// The checkout's own folder, or the one that the environment names.
  static ServicesFolder shared() {
    Path checkout = checkout();
    String given = System.getenv("PEAL_SERVICES");
    Path folder = given == null ? checkout.resolve(".peal/services") : Path.of(given);
    return in(folder);
  }

  static ServicesFolder in(Path folder) {
    return new ServicesFolder(checkout().resolve("bin/services"), folder.toAbsolutePath());
  }

  private static Path checkout() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("bin/services"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        "working directory: " + start + " (expected: a folder of a checkout of Peal)");
  }

  /// What the files say of a server that has been up here, whether or not it is now.
  Optional<Found> known(ServerName name) {
    Path file = folder.resolve(name.file());
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Map<String, String> values = new HashMap<>();
    for (String key : name.keys()) {
      String value = properties.getProperty(key);
      if (value != null) {
        values.put(key, value);
      }
    }
    return values.containsKey(name.placeKey())
        ? Optional.of(new Found(name, values))
        : Optional.empty();
  }

  Optional<Found> running(ServerName name) {
    return known(name).filter(Found::isReachable);
  }

  /// Starts a server that does not run, and says where it is.
  Found up(ServerName name) {
    run("up", name);
    return known(name)
        .orElseThrow(() ->
            new IllegalStateException(
                "%s: not in %s (expected: after bin/services up)".formatted(name, folder)));
  }

  /// Runs a command of the script; blocks until it is done.
  ///
  /// @throws IllegalStateException if it fails, with all that it said
  void run(String command, ServerName... names) {
    List<String> words = new ArrayList<>(List.of(script.toString(), command));
    for (ServerName name : names) {
      words.add(name.toString());
    }
    try {
      Path output = Files.createTempFile("peal-services", ".log");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PEAL_SERVICES_HOME", folder.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(SCRIPT_TIME.toSeconds(), TimeUnit.SECONDS)) {
          process.destroy();
          throw failed(words, "took more than " + SCRIPT_TIME, output);
        }
        if (process.exitValue() != 0) {
          throw failed(words, "exit code " + process.exitValue(), output);
        }
      } finally {
        Files.delete(output);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(String.join(" ", words) + ": interrupted", interrupted);
    }
  }

  private static IllegalStateException failed(List<String> words, String how, Path output)
      throws IOException {
    return new IllegalStateException(
        String.join(" ", words) + ": " + how + "\n" + Files.readString(output));
  }
}
