package dev.peal.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Fresh servers of a cluster (MySQL, Redis, RabbitMQ, etcd) of our own, started by the checkout's
/// `bin/services` and deleted at the end; or those that somebody else runs, which are left alone.
public final class Services implements AutoCloseable {

  private static final long START_SECONDS = 300;
  private static final long STOP_SECONDS = 60;
  private static final List<String> NAMES = List.of("mysql", "redis", "rabbitmq", "etcd");

  /// What `bin/services` calls the process of one of them.
  private static final List<String> PROCESSES = List.of("server", "data");

  private final Path properties;
  private final @Nullable Path folder;
  private final Thread atExit = new Thread(this::stop, "stop-services");

  private Services(Path properties, @Nullable Path folder) {
    this.properties = properties;
    this.folder = folder;
  }

  /// Servers that run already, as a file with their addresses says. They should hold nothing else:
  /// what a benchmark leaves in them stays.
  public static Services given(Path properties) {
    return new Services(properties, null);
  }

  /// Starts fresh servers.
  ///
  /// @param parent where their folder is made, or null for the system's place
  public static Services start(@Nullable Path parent) throws InterruptedException {
    Path folder = Folders.create(parent);
    Services services = new Services(folder.resolve("peal.properties"), folder);
    Runtime.getRuntime().addShutdownHook(services.atExit);
    List<String> up = new ArrayList<>(List.of("up"));
    up.addAll(NAMES);
    services.script(START_SECONDS, up);
    return services;
  }

  /// The file with their addresses, for `--services`.
  public Path properties() {
    return properties;
  }

  /// The ids of their processes by name; of none that runs in a container or was started by other
  /// means than `bin/services`.
  Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    Path home = properties.toAbsolutePath().getParent();
    if (home != null) {
      for (String name : NAMES) {
        PROCESSES.stream()
            .map(process -> pid(home.resolve(name).resolve(process + ".pid")))
            .filter(OptionalLong::isPresent)
            .findFirst()
            .ifPresent(pid -> pids.put(name, pid.getAsLong()));
      }
    }
    return pids;
  }

  /// The file has a process id and when it was started.
  private static OptionalLong pid(Path file) {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(file).strip().split(" ", 2)[0]));
    } catch (IOException | NumberFormatException none) {
      return OptionalLong.empty();
    }
  }

  private void script(long seconds, List<String> arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Checkout.file("bin/services").toString());
    command.addAll(arguments);
    try {
      Path log = Files.createTempFile(folder, "services", ".log");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("PEAL_SERVICES_HOME", String.valueOf(folder));
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BenchFailed(
            "services " + arguments + ": not done in " + seconds + " s\n" + Files.readString(log));
      }
      if (process.exitValue() != 0) {
        throw new BenchFailed("services " + arguments + ":\n" + Files.readString(log));
      }
    } catch (IOException failure) {
      throw new BenchFailed("services " + arguments + ": cannot be run", failure);
    }
  }

  /// Stops and deletes the servers, if they are ours.
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook runs already.
    }
  }

  private synchronized void stop() {
    if (folder == null || !Files.exists(folder)) {
      return;
    }
    try {
      script(STOP_SECONDS, List.of("down"));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Folders.delete(folder);
  }
}
