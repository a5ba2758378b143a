package dev.peal.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// One server process. Its standard error goes to a file below `target/servers`. It ends with this
/// process, even with one that is killed.
final class Server implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(30);
  private static final String ANNOUNCEMENT = "Peal listens on ";
  private static final Path LOGS = Path.of("target", "servers");
  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path log;
  private final CompletableFuture<URI> address = new CompletableFuture<>();

  private Server(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static Server of(ProcessBuilder builder) throws IOException {
    Files.createDirectories(LOGS);
    Path log =
        LOGS.resolve(ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet() + ".log");
    Process process = builder.redirectError(log.toFile()).start();
    RUNNING.add(process);
    var _ = process.onExit().thenAccept(RUNNING::remove);
    var server = new Server(process, log);
    Thread.ofVirtual().start(server::readOutput);
    return server;
  }

  private void readOutput() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(ANNOUNCEMENT)) {
          address.complete(URI.create(line.substring(ANNOUNCEMENT.length())));
        }
      }
    } catch (IOException ended) {
      // The same as the end of the output.
    }
    address.completeExceptionally(new IllegalStateException("the server ended"));
  }

  /// Where it takes connections, once it says so.
  URI address() throws InterruptedException {
    try {
      return address.get(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the server did not start; its log:\n" + log(), e);
    }
  }

  /// Everything it has logged.
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /// Waits for a while, or until the process ends.
  void runFor(Duration time) throws InterruptedException {
    var _ = process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Ends the process as a loss of power to it would (SIGKILL).
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /// Asks the process to end (SIGTERM).
  void terminate() {
    process.destroy();
  }

  /// Stops the process without ending it (SIGSTOP).
  void suspend() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /// Lets it go on (SIGCONT).
  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    int exitCode = new ProcessBuilder("kill", signal, "" + pid()).inheritIO().start().waitFor();
    if (exitCode != 0) {
      throw new AssertionError("kill " + signal + " " + pid() + ": exit code " + exitCode);
    }
  }

  /// Ends its standard input, as the death of this process would.
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /// Its exit code, once it has ended.
  int exitCode() throws InterruptedException {
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end; its log:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
  }
}
