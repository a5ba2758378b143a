package dev.peal.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A server of this class path in a process of its own, with a fresh store that is deleted when it
/// ends. It also ends, and its folder goes, when this process is told to; when this process is
/// killed, the server ends and the folder stays.
public final class ServerProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("http://[0-9A-Za-z.\\[\\]:]+");
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 20;

  private final Path folder;
  private final Process process;
  private final String adminToken;
  private final Thread atExit = new Thread(this::kill, "stop-server");
  private final CompletableFuture<URI> address = new CompletableFuture<>();

  private ServerProcess(Path folder, Process process, String adminToken) {
    this.folder = folder;
    this.process = process;
    this.adminToken = adminToken;
  }

  /// Starts a server and waits until it takes connections.
  ///
  /// @param parent where its folder is made, or null for the system's place
  public static ServerProcess start(@Nullable Path parent) throws InterruptedException {
    return start(parent, List.of());
  }

  /// As above, with more of a command line for `serve`.
  public static ServerProcess start(@Nullable Path parent, List<String> more)
      throws InterruptedException {
    Path folder = Folders.create(parent);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("serve", "--until-input-ends", "--host", "127.0.0.1", "--port", "0"));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    arguments.addAll(more);
    return start(folder, "dev.peal.bootstrap.Main", arguments);
  }

  /// Starts another program of this class path, with the JVM flags of the server. It has to print
  /// where it takes connections, as in `http://127.0.0.1:8080`, and to end when its input does. In
  /// its environment is `PEAL_ADMIN_TOKEN`.
  public static ServerProcess startProgram(
      @Nullable Path parent, String mainClass, List<String> arguments) throws InterruptedException {
    return start(Folders.create(parent), mainClass, arguments);
  }

  private static ServerProcess start(Path folder, String mainClass, List<String> arguments)
      throws InterruptedException {
    byte[] secret = new byte[16];
    ThreadLocalRandom.current().nextBytes(secret);
    String adminToken = HexFormat.of().formatHex(secret);
    ServerProcess server;
    try {
      Process process = launch(folder, adminToken, mainClass, arguments);
      server = new ServerProcess(folder, process, adminToken);
    } catch (IOException failure) {
      Folders.delete(folder);
      throw new BenchFailed("the server could not be started", failure);
    }
    Runtime.getRuntime().addShutdownHook(server.atExit);
    Thread.ofPlatform().daemon().name("server-output").start(server::readOutput);
    server.awaitAddress();
    return server;
  }

  /// Its id in the system.
  public long pid() {
    return process.pid();
  }

  public URI address() {
    return address.join();
  }

  public String adminToken() {
    return adminToken;
  }

  /// Where the store lies.
  public Path folder() {
    return folder;
  }

  /// Stops the server and deletes its folder.
  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook runs already.
    }
  }

  private static Process launch(
      Path folder, String adminToken, String mainClass, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Checkout.find("bin/jvm.options").ifPresent(options -> command.add("@" + options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PEAL_ADMIN_TOKEN", adminToken);
    // The members of a benchmark have no password to protect, and logging in is not measured.
    builder.environment().put("PEAL_AUTH_ARGON2_MEMORY_KIB", "64");
    builder.environment().put("PEAL_AUTH_ARGON2_ITERATIONS", "1");
    builder.redirectError(folder.resolve("server.log").toFile());
    return builder.start();
  }

  private void readOutput() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher found = ADDRESS.matcher(line);
        if (found.find()) {
          address.complete(URI.create(found.group()));
        }
      }
      address.completeExceptionally(new BenchFailed("the server ended: " + logEnd()));
    } catch (IOException failure) {
      address.completeExceptionally(failure);
    }
  }

  private void awaitAddress() throws InterruptedException {
    try {
      address.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      close();
      throw new BenchFailed("the server did not start", failure.getCause());
    } catch (TimeoutException late) {
      String said = logEnd();
      close();
      throw new BenchFailed("the server did not start within " + START_SECONDS + " s: " + said);
    } catch (InterruptedException interrupted) {
      close();
      throw interrupted;
    }
  }

  private String logEnd() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("server.log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException unreadable) {
      return "(no log: " + unreadable.getMessage() + ")";
    }
  }

  private synchronized void kill() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Folders.delete(folder);
  }
}
