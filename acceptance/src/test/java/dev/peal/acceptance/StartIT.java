package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Starts that fail, are cut off or are killed: what they say, and what they leave behind.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class StartIT {

  private static final int KILLS = 10;

  @TempDir Path folder;

  private List<String> temporary(Path temporary) {
    return List.of("-Djava.io.tmpdir=" + temporary);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void process_killedTenTimes_leavesNoMoreThanOnce() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    for (int i = 0; i < KILLS; i++) {
      ServerSetup setup = new ServerSetup(folder.resolve("data")).jvm(temporary(temporary));
      try (Server server = setup.set("server.warm-up", i % 5 == 0 ? "true" : "false").start()) {
        if (i % 5 == 0) {
          awaitAWarmUp(temporary, server);
        } else {
          server.address();
        }
        server.kill();
      }
    }
    ServerSetup last = new ServerSetup(folder.resolve("data")).jvm(temporary(temporary));
    try (Server server = last.set("server.warm-up", "true").start()) {
      server.address();
      server.terminate();
      assertThat(server.exitCode()).isZero();
    }

    assertThat(files(temporary))
        .as("the library and a lock")
        .hasSizeLessThanOrEqualTo(2)
        .filteredOn(file -> file.toString().endsWith(".so"))
        .hasSize(1);
  }

  private static void awaitAWarmUp(Path temporary, Server server) throws Exception {
    for (int i = 0; i < 3_000; i++) {
      if (files(temporary).stream().anyMatch(file -> file.toString().contains("warm-up-"))) {
        return;
      }
      server.runFor(Duration.ofMillis(10));
    }
    throw new AssertionError("no warm-up began; the log:\n" + server.log());
  }

  @ParameterizedTest
  @ValueSource(strings = {"store", "warm-up"})
  void process_toldToEndWhileStarting_endsWithZero(String moment) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path data = folder.resolve("data");
    ServerSetup setup =
        new ServerSetup(data).set("server.warm-up", "true").jvm(temporary(temporary));
    try (Server server = setup.start()) {
      if (moment.equals("warm-up")) {
        awaitAWarmUp(temporary, server);
      } else {
        while (!Files.exists(data)) {
          server.runFor(Duration.ofMillis(1));
        }
      }
      server.terminate();

      assertThat(server.exitCode()).as(server.log()).isZero();
      assertThat(server.log()).doesNotContain("ERROR", "\tat ");
      assertThat(files(temporary)).noneMatch(file -> file.toString().contains("warm-up-"));
    }
  }

  @Test
  void serve_portInUse_isFoundBeforeAnythingIsOpened() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path data = folder.resolve("data");
      CommandRun run = CommandRun.of("serve", "--data=" + data, "--port=" + taken.getLocalPort());
      checkOneSentence(run, "server.port: 127.0.0.1:" + taken.getLocalPort() + " is in use");
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void serve_addressOfAnotherMachine_isSaidToBeTheAddress() throws Exception {
    CommandRun run =
        CommandRun.of("serve", "--data=" + folder.resolve("data"), "--host=203.0.113.7");

    checkOneSentence(run, "server.host: 203.0.113.7", "an address of this machine");
    assertThat(run.errors()).doesNotContain("server.port");
  }

  @Test
  void serve_temporaryFolderThatCannotBeUsed_takesTheDataFolder() throws Exception {
    ServerSetup setup = new ServerSetup(folder.resolve("data")).jvm(temporary(Path.of("/proc")));
    try (Server server = setup.set("server.warm-up", "true").start()) {
      server.address();
      assertThat(server.log()).doesNotContain("warm-up failed", "ERROR");
    }
    assertThat(files(folder.resolve("data"))).anyMatch(file -> file.toString().endsWith(".so"));
  }

  @Test
  void serve_noFolderForNativeLibraries_saysSoInASentence() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    ProcessBuilder serve =
        ServerSetup.process(
            ServerSetup.SERVER_MAIN, List.of("serve", "--port=0", "--data=" + file));
    serve
        .command()
        .addAll(
            serve.command().indexOf("-cp"), List.of("-Djava.io.tmpdir=/proc", "-Duser.home=/proc"));

    checkOneSentence(CommandRun.of(serve, 60), "java.io.tmpdir", "can be written to and executed");
  }

  private static void checkOneSentence(CommandRun run, String... parts) {
    assertThat(run.exitCode()).as(run.errors()).isEqualTo(1);
    assertThat(run.errors().lines()).hasSize(1);
    assertThat(run.errors()).startsWith("peal: ").contains(parts);
  }
}
