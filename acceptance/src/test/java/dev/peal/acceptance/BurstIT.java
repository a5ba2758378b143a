package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The benchmark as a process, with small numbers: what it counts, not how fast it is.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class BurstIT {
  private static final long PATIENCE_SECONDS = 90;
  private static final int MEMBERS = 50;
  private static final int ONLINE = 30;
  private static final int MESSAGES = 20;
  private static final int ROUNDS = 3;
  private static final int MOST_ROUNDS = 100_000;

  @Test
  void burst_ofSmallNumbers_countsEveryDeliveryAndRow(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("burst.json");
    ProcessBuilder bench = bench(ROUNDS, folder, "--json=" + json);
    CommandRun run = CommandRun.of(bench, PATIENCE_SECONDS);
    assertThat(run.exitCode()).as(run.errors()).isZero();

    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    checkCount(result, "members", MEMBERS);
    checkCount(result, "online", ONLINE);
    checkCount(result, "messages", MESSAGES);
    checkCount(result, "rounds", ROUNDS);
    // A push at every other online member and an answer at the sender.
    checkCount(result, "deliveries_expected", ROUNDS * MESSAGES * ONLINE);
    checkCount(result, "deliveries_received", ROUNDS * MESSAGES * ONLINE);
    checkCount(result, "lost", 0);
    checkCount(result, "duplicates", 0);
    checkCount(result, "out_of_order", 0);
    checkCount(result, "rows_expected", ROUNDS * MESSAGES * MEMBERS);
    checkCount(result, "rows_stored", ROUNDS * MESSAGES * MEMBERS);
    assertThat(result.required("round_ms")).hasSize(ROUNDS).allMatch(BurstIT::isTime);
    assertThat(result.required("rows_landed_ms")).hasSize(ROUNDS).allMatch(BurstIT::isTime);
    for (String time :
        List.of("first_round_ms", "p50_ms", "p99_ms", "delivery_p50_ms", "delivery_p99_ms")) {
      assertThat(isTime(result.required(time))).as(time).isTrue();
    }
    assertThat(result.required("server_rss_mb").asDouble()).isPositive();
    try (var left = Files.list(folder)) {
      assertThat(left).as("what is left of the store").containsExactly(json);
    }
  }

  @Test
  void burst_killed_itsServerGoesDownInOrder(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("bench.err");
    Process bench =
        bench(MOST_ROUNDS, folder)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(said.toFile())
            .start();
    List<ProcessHandle> servers = List.of();
    try {
      await().until(() -> Files.readString(said).contains(" members connected"));
      servers = bench.descendants().toList();
      assertThat(servers).hasSize(1);

      bench.destroyForcibly().waitFor();

      // Whether it is alive cannot be asked everywhere: nobody may be there to reap it.
      Path log = serverLog(folder);
      await().untilAsserted(() -> assertThat(log).content().contains("nothing was lost"));
    } finally {
      bench.destroyForcibly();
      servers.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static Path serverLog(Path folder) throws IOException {
    try (var stores = Files.newDirectoryStream(folder, "peal-bench-*")) {
      return stores.iterator().next().resolve("server.log");
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  private static ProcessBuilder bench(int rounds, Path folder, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("burst", "--members=" + MEMBERS, "--online=" + ONLINE));
    arguments.addAll(List.of("--messages=" + MESSAGES, "--rounds=" + rounds));
    arguments.add("--client-warm-up=0");
    arguments.add("--folder=" + folder);
    arguments.addAll(List.of(more));
    ProcessBuilder bench = ServerSetup.process("dev.peal.bench.BenchMain", arguments);
    // For the server that it starts.
    bench.environment().put("PEAL_SERVER_WARM_UP", "false");
    bench.environment().put("PEAL_AUTH_ARGON2_MEMORY_KIB", "64");
    return bench;
  }

  private static void checkCount(JsonNode result, String field, long expected) {
    JsonNode value = result.required(field);
    assertThat(value.isIntegralNumber()).as(field).isTrue();
    assertThat(value.asLong()).as(field).isEqualTo(expected);
  }

  private static boolean isTime(JsonNode value) {
    return value.isNumber() && value.asDouble() > 0;
  }
}
