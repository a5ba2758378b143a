package dev.peal.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// How a test starts its servers: one data folder, one port, and settings that all of them share.
final class ServerSetup {
  static final String ADMIN_TOKEN = "a token for operators of tests";

  static final String SERVER_MAIN = "dev.peal.bootstrap.Main";

  private static final Path LIB = Path.of(System.getProperty("peal.lib")).toAbsolutePath();

  /// An earlier release in the same layout, to roll from; this one where none is given.
  static final Path PREVIOUS =
      Path.of(System.getProperty("peal.previous", LIB.toString())).toAbsolutePath();

  private static final Path JVM_OPTIONS = LIB.resolve("../../../bin/jvm.options").normalize();
  private static final int FIRST_PORT = 10_240;
  private static final int LAST_PORT = 32_767;
  private static final int PORT_TRIES = 200;

  /// Starts fast at the price of speed later.
  private static final List<String> JVM_FLAGS =
      List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable");

  private final Path data;
  private final int port;
  private final List<String> settings = new ArrayList<>();
  private final List<String> jvm = new ArrayList<>();
  private Path lib = LIB;

  /// A server on a free port, without the warm-up, which only makes the first burst faster, and
  /// with cheap password hashes.
  ServerSetup(Path data) {
    this.data = data;
    this.port = freePort();
    set("server.warm-up", "false");
    set("auth.argon2-memory-kib", "64");
    set("auth.argon2-iterations", "1");
  }

  ServerSetup set(String key, String value) {
    settings.add("--set");
    settings.add(key + "=" + value);
    return this;
  }

  /// More of the command line.
  ServerSetup with(String... arguments) {
    settings.addAll(List.of(arguments));
    return this;
  }

  /// More flags for the JVM, which win over the usual ones.
  ServerSetup jvm(List<String> flags) {
    jvm.addAll(flags);
    return this;
  }

  /// Starts the program of this release from here on, or the [#PREVIOUS] one.
  ServerSetup release(boolean current) {
    lib = current ? LIB : PREVIOUS;
    return this;
  }

  /// Starts a server and does not wait for it.
  Server start() {
    return startUnder(List.of());
  }

  /// Starts a server by way of another program, which has to become it.
  Server startUnder(List<String> wrapper) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("serve", "--until-input-ends"));
    arguments.addAll(List.of("--data", data.toString(), "--port", "" + port));
    arguments.addAll(settings);
    ProcessBuilder builder = process(lib, SERVER_MAIN, arguments);
    builder.command().addAll(builder.command().indexOf("-cp"), jvm);
    builder.command().addAll(0, wrapper);
    builder.environment().put("PEAL_ADMIN_TOKEN", ADMIN_TOKEN);
    try {
      return Server.of(builder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A process that runs a main class of the run layout, as `bin/peal` does but for the flags and
  /// without anything of Peal's in the environment.
  static ProcessBuilder process(String mainClass, List<String> arguments) {
    return process(LIB, mainClass, arguments);
  }

  private static ProcessBuilder process(Path lib, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + JVM_OPTIONS);
    command.addAll(JVM_FLAGS);
    if (lib.equals(LIB)) {
      // Not of the other release, whose servers would take seconds to end for it.
      command.add("-XX:+AutoCreateSharedArchive");
      command.add("-XX:SharedArchiveFile=" + classArchive());
    }
    command.add("-cp");
    command.add(lib + File.separator + "*");
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PEAL_"));
    return builder;
  }

  int port() {
    return port;
  }

  /// A file for the parsed classes of the jars as they are now, which the first server writes that
  /// ends in order: Java does not replace an archive whose jars have changed.
  private static Path classArchive() {
    try (Stream<Path> jars = Files.list(LIB)) {
      long newest = jars.mapToLong(jar -> jar.toFile().lastModified()).max().orElse(0);
      return Path.of("target", "servers-" + newest + ".jsa").toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "peal.lib: " + LIB + " (expected: the run layout, which `./mvnw package` makes)", e);
    }
  }

  /// A port that is free now. It lies below those that systems give to outgoing connections: while
  /// a server is down, a connection that looks for it could otherwise be given its port.
  static int freePort() {
    for (int i = 0; i < PORT_TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new IllegalStateException("no port from " + FIRST_PORT + " to " + LAST_PORT + " is free");
  }
}
