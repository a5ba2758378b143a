package dev.peal.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LimitIT {

  @Test
  void limit_tiny_isCleanAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
    Path stores = folder.resolve("stores");
    Path json = folder.resolve("out.json");
    int code =
        new CommandLine(new LimitCommand())
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
                "--no-cluster",
                "--folder",
                stores.toString(),
                "--json",
                json.toString());

    assertThat(code).isZero();
    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    for (Variant variant : Variant.values()) {
      assertThat(result.get("limit_" + variant.key() + "_round_ms")).hasSize(4);
      assertThat(result.get("limit_" + variant.key() + "_ms").asDouble()).isPositive();
      assertThat(result.get("embedded_to_" + variant.key()).asDouble()).isPositive();
    }
    assertThat(result.get("peal_embedded_round_ms")).hasSize(1);
    assertThat(result.get("peal_embedded_lost").asLong()).isZero();
    assertThat(result.get("peal_cluster_ms").isNull()).isTrue();
    assertThat(stores).isEmptyDirectory();
  }

  @Test
  void limit_wrongOption_isRefusedInOneSentence() {
    assertThat(new CommandLine(new LimitCommand()).execute("--messages", "0"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
