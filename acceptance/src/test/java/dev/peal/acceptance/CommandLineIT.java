package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.bootstrap.config.Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// The server's command line: what it prints, refuses and answers.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class CommandLineIT {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  @TempDir Path folder;

  // ---- configuration -------------------------------------------------------------------------

  @Test
  void config_withoutAnything_listsEveryKeyWithItsDefaultUnitAndMeaning() throws Exception {
    CommandRun run = CommandRun.of("config");

    assertThat(run.exitCode()).isZero();
    List<String> blocks = List.of(run.output().strip().split("\n\n"));
    assertThat(blocks).hasSize(Key.values().length);
    for (Key key : Key.values()) {
      String shown = key.fallback().isEmpty() ? "none" : key.fallback();
      assertThat(blocks)
          .anySatisfy(block ->
              assertThat(block.lines())
                  .satisfiesExactly(
                      meaning -> assertThat(meaning).startsWith("# ").endsWith("."),
                      unit ->
                          assertThat(unit)
                              .matches("# .+; default: .+")
                              .endsWith("; default: " + shown + "; environment: " + key.variable()),
                      value -> assertThat(value).isEqualTo(key.key() + "=" + key.fallback())));
    }
  }

  @Test
  void config_keySetInSeveralPlaces_commandLineOverEnvironmentOverFile() throws Exception {
    Path file = folder.resolve("peal.conf");
    Files.writeString(
        file,
        """
        # One key for each place that may win.
        node.name = of the file
        server.port = 1001
        data.folder = of-the-file
        admin.token = a token that is a secret
        """);
    CommandRun run =
        CommandRun.of(
            Map.of("PEAL_SERVER_PORT", "1002", "PEAL_DATA_FOLDER", "of-the-environment"),
            "config",
            "--config",
            file.toString(),
            "--set",
            "data.folder=of-the-command-line");

    assertThat(run.exitCode()).isZero();
    assertThat(run.output().lines())
        .contains(
            "node.name=of the file",
            "server.port=1002",
            "data.folder=of-the-command-line",
            "admin.token=(set)");
    assertThat(run.output()).doesNotContain("a token that is a secret");
  }

  record Wrong(String what, String said, Map<String, String> environment, List<String> arguments) {
    static Wrong of(String what, String said, String... arguments) {
      return new Wrong(what, said, Map.of(), Arrays.asList(arguments));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Wrong> wrongCommandLines() {
    return Stream.of(
        Wrong.of("unknown key", "no.such: no such key", "config", "--set", "no.such=1"),
        Wrong.of("not a number", "server.port: \"abc\"", "serve", "--port", "abc"),
        Wrong.of(
            "out of range", "server.port: 70000 (expected: 0 to 65535)", "serve", "--port=70000"),
        Wrong.of(
            "not a time", "http.idle-timeout: \"ever\"", "config", "--set=http.idle-timeout=ever"),
        Wrong.of("short secret", "admin.token", "config", "--set", "admin.token=hush"),
        new Wrong(
            "wrong environment",
            "server.warm-up: \"perhaps\" (expected: true or false)",
            Map.of("PEAL_SERVER_WARM_UP", "perhaps"),
            List.of("config")),
        Wrong.of("no such file", "no-such-file", "config", "--config", "no-such-file"),
        Wrong.of("folder for a file", "target", "serve", "--config", "target"),
        Wrong.of("no value", "server.port", "config", "--set", "server.port"),
        Wrong.of("unknown option", "--no-such-option", "serve", "--no-such-option"),
        Wrong.of("unknown command", "no-such-command", "no-such-command"),
        Wrong.of("nothing", "Usage: peal"));
  }

  @ParameterizedTest
  @MethodSource("wrongCommandLines")
  void anyCommand_wrong_saysWhatAndExitsWithTwo(Wrong wrong) throws Exception {
    CommandRun run = CommandRun.of(wrong.environment(), wrong.arguments().toArray(String[]::new));

    assertThat(run.exitCode()).isEqualTo(USAGE);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors().lines().findFirst()).get().asString().contains(wrong.said());
    assertThat(run.errors()).doesNotContain("Exception", "\tat ", "hush");
  }

  @Test
  void config_fileThatIsNotText_saysSo() throws Exception {
    Path file = folder.resolve("peal.conf");
    Files.write(file, new byte[] {'a', '=', (byte) 0xff, (byte) 0xfe, '\n'});

    CommandRun run = CommandRun.of("config", "--config", file.toString());

    checkOneSentence(run, USAGE, file + " cannot be read", "UTF-8");
  }

  // ---- version and help ----------------------------------------------------------------------

  @Test
  void version_isPrinted() throws Exception {
    CommandRun run = CommandRun.of("version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.output().strip()).matches("peal \\d+\\.\\d+\\.\\d+");
    assertThat(run.errors()).isEmpty();
  }

  @Test
  void help_namesEveryCommand() throws Exception {
    CommandRun run = CommandRun.of("help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("serve", "config", "version");
    assertThat(CommandRun.of("help", "serve").output()).contains("--data", "--port", "--config");
  }

  // ---- serve ---------------------------------------------------------------------------------

  @Test
  void serve_portInUse_saysSoAndExitsWithOne() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          CommandRun.of(
              "serve",
              "--data=" + folder.resolve("data"),
              "--port=" + taken.getLocalPort(),
              "--set=server.warm-up=false");
      checkOneSentence(run, FAILURE, "server.port", ":" + taken.getLocalPort());
    }
  }

  @Test
  void serve_folderOfAnotherServer_isRefusedAndTheOtherGoesOn() throws Exception {
    Path data = folder.resolve("data");
    try (Server first = new ServerSetup(data).start()) {
      URI address = first.address();
      CommandRun second = CommandRun.of("serve", "--data=" + data, "--port=0");
      checkOneSentence(second, FAILURE, data.toString(), "no other Peal process");
      assertThat(get(address, "/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void serve_folderThatIsAFile_saysSoAndExitsWithOne() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    CommandRun run = CommandRun.of("serve", "--data=" + file, "--port=0");
    checkOneSentence(run, FAILURE, file.toString(), "folder");
  }

  @Test
  void serve_running_answersWhatOperatorsAndBrowsersAskFor() throws Exception {
    ServerSetup setup =
        new ServerSetup(folder.resolve("data"))
            .set("server.warm-up", "true")
            .set("server.max-connections", "1000");
    try (Server server = setup.start()) {
      URI address = server.address();
      assertThat(server.log()).contains("Warm after").doesNotContain(" WARN ", " ERROR ");
      assertThat(get(address, "/livez").body().strip()).isEqualTo("ok");
      assertThat(get(address, "/readyz").body().strip()).isEqualTo("ok");
      String description = get(address, "/openapi.json").body();
      assertThat(JsonMapper.shared().readTree(description).required("openapi").asString())
          .startsWith("3.");
      assertThat(get(address, "/metrics").body()).contains("# TYPE peal_connections_open gauge");
      HttpResponse<String> page = get(address, "/");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<title>Peal</title>");
      assertThat(page.headers().firstValue("content-security-policy"))
          .get()
          .asString()
          .contains("default-src 'self'");
      assertThat(get(address, "/no-such-page").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void serve_interrupted_goesDownInOrder() throws Exception {
    try (Server server = new ServerSetup(folder.resolve("data")).startUnder(unmaskedInterrupt())) {
      server.address();
      CommandRun kill =
          CommandRun.of(new ProcessBuilder("kill", "-INT", Long.toString(server.pid())), 10);
      assertThat(kill.exitCode()).isZero();
      assertThat(server.exitCode()).isZero();
      assertThat(server.log()).contains("nothing was lost");
    }
  }

  @Test
  void serve_untilInputEnds_goesDownInOrderWhenItEnds() throws Exception {
    try (Server server = new ServerSetup(folder.resolve("data")).start()) {
      server.address();
      server.endInput();
      assertThat(server.exitCode()).isZero();
      assertThat(server.log()).contains("nothing was lost");
    }
  }

  @Test
  void serve_inputEndsWithoutTheOption_goesOn() throws Exception {
    ProcessBuilder serve =
        ServerSetup.process(
            ServerSetup.SERVER_MAIN,
            List.of(
                "serve",
                "--data=" + folder.resolve("data"),
                "--port=0",
                "--set=server.warm-up=false"));
    try (Server server = Server.of(serve)) {
      server.endInput();
      assertThat(get(server.address(), "/readyz").statusCode()).isEqualTo(200);
    }
  }

  /// What restores a process's attention to SIGINT, which this one may have been started without,
  /// as shells do with what they run in the background. Nothing where there is no such program.
  private static List<String> unmaskedInterrupt() throws InterruptedException {
    List<String> wrapper = List.of("env", "--default-signal=INT");
    try {
      var trial = new ProcessBuilder(Stream.concat(wrapper.stream(), Stream.of("true")).toList());
      return CommandRun.of(trial, 10).exitCode() == 0 ? wrapper : List.of();
    } catch (IOException notThere) {
      return List.of();
    }
  }

  // ---- what is common ------------------------------------------------------------------------

  private static void checkOneSentence(CommandRun run, int exitCode, String... parts) {
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors().lines()).hasSize(1);
    assertThat(run.errors()).startsWith("peal: ").contains(parts);
  }

  private static HttpResponse<String> get(URI server, String path)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(20)).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
  }
}
