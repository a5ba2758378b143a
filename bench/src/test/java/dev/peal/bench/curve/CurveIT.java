package dev.peal.bench.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CurveIT {

  @Test
  void idle_ownServer_countsEveryConnectionAndDrawsThem(@TempDir Path folder) throws Exception {
    Path stores = folder.resolve("stores");
    Path json = folder.resolve("out.json");
    Path svg = folder.resolve("out.svg");
    int code =
        new CommandLine(new CurveCommand())
            .execute(
                "--profile=embedded",
                "--quick",
                "--only=idle",
                "--client-warm-up=0",
                "--folder=" + stores,
                "--json=" + json,
                "--svg=" + svg);

    assertThat(code).isZero();
    JsonNode idle = JsonMapper.shared().readTree(Files.readString(json)).get("idle");
    assertThat(idle.get("points")).hasSize(2);
    assertThat(idle.get("points").get(1).get("connections").asInt()).isEqualTo(1_000);
    assertThat(idle.get("points").get(1).get("heap_bytes").asDouble()).isPositive();
    assertThat(Files.readString(svg)).contains("Memory of nodes");
    assertThat(stores).isEmptyDirectory();
  }

  @Test
  void pictureOfNothing_isRefusedInOneSentence() {
    assertThat(new CommandLine(new CurveCommand()).execute("--only=direct", "--svg=out.svg"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
