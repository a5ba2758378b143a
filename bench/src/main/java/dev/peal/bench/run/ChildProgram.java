package dev.peal.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Another main class of this class path in a process of its own, which is talked to in lines over
/// its standard input and output; its standard error is this one's. It has to end when its input
/// does, and so it also does when this process is killed.
public final class ChildProgram implements AutoCloseable {
  private static final long STOP_SECONDS = 10;
  private static final String ENDED = "\0";

  private final String name;
  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private ChildProgram(String name, Process process) {
    this.name = name;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Starts one. Secrets belong in lines, not in arguments, which every user of the machine sees.
  ///
  /// @param heap the most memory for its objects, as in `512m`
  public static ChildProgram start(Class<?> main, String heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      ChildProgram child = new ChildProgram(main.getSimpleName(), process);
      Thread.ofPlatform().daemon().name("child-output").start(child::readOutput);
      return child;
    } catch (IOException failure) {
      throw new BenchFailed(main.getSimpleName() + " could not be started", failure);
    }
  }

  /// Tells it something.
  public void say(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException failure) {
      throw new BenchFailed(name + " ended", failure);
    }
  }

  /// What it says next.
  public String hear(long timeoutSeconds) throws InterruptedException {
    String line = heard.poll(timeoutSeconds, TimeUnit.SECONDS);
    if (line == null) {
      throw new BenchFailed(name + " said nothing for " + timeoutSeconds + " s");
    }
    if (line.equals(ENDED)) {
      throw new BenchFailed(name + " ended");
    }
    return line;
  }

  /// Its id in the system.
  public long pid() {
    return process.pid();
  }

  private void readOutput() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.add(line);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      heard.add(ENDED);
    }
  }

  /// Ends it.
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException ended) {
      // Nobody is left to hear it.
    }
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
