package dev.peal.bench.burst;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BurstIT {

  @Test
  void burst_ownServer_isCleanAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
    Path stores = folder.resolve("stores");
    Path json = folder.resolve("out.json");
    int code =
        new CommandLine(new BurstCommand())
            .execute(
                "--members",
                "6",
                "--online",
                "4",
                "--messages",
                "3",
                "--rounds",
                "2",
                "--client-warm-up",
                "1",
                "--folder",
                stores.toString(),
                "--json",
                json.toString());

    assertThat(code).isZero();
    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(result.get("deliveries_received").asLong()).isEqualTo(2 * 3 * 4);
    assertThat(result.get("rows_stored").asLong()).isEqualTo(2 * 3 * 6);
    assertThat(result.get("round_ms")).hasSize(2);
    assertThat(stores).isEmptyDirectory();
  }

  @Test
  void burst_wrongOption_isRefusedInOneSentence() {
    assertThat(new CommandLine(new BurstCommand()).execute("--members", "1"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
