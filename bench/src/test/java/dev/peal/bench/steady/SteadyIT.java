package dev.peal.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SteadyIT {

  @Test
  void steady_ownServer_isCleanAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
    Path stores = folder.resolve("stores");
    Path json = folder.resolve("out.json");
    int code =
        new CommandLine(new SteadyCommand())
            .execute(
                "--profile=embedded",
                "--groups=2",
                "--members=5",
                "--online=3",
                "--rate=20",
                "--warm-up=1",
                "--seconds=2",
                "--client-warm-up=0",
                "--folder=" + stores,
                "--json=" + json);

    assertThat(code).isZero();
    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(result.get("bench").asString()).isEqualTo("steady");
    assertThat(result.get("messages_accepted").asInt()).isEqualTo(60);
    assertThat(result.get("deliveries_received").asLong()).isEqualTo(60 * 3);
    assertThat(result.get("rows_stored").asLong()).isEqualTo(60 * 5);
    assertThat(result.get("p99_ms_each_second")).hasSize(2);
    assertThat(result.get("journal").get("records_each_second")).hasSize(2);
    assertThat(stores).isEmptyDirectory();
  }

  @Test
  void steady_wrongOption_isRefusedInOneSentence() {
    assertThat(new CommandLine(new SteadyCommand()).execute("--online", "501"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
