package dev.peal.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.servers.MysqlServer;
import dev.peal.servers.RabbitServer;
import dev.peal.servers.RealServers;
import dev.peal.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LadderIT {

  @Test
  void ladder_allRungsBelowPeal_areCleanAndLeaveNothingBehind(@TempDir Path folder)
      throws Exception {
    Path stores = Files.createDirectory(folder.resolve("stores"));
    Path json = folder.resolve("out.json");
    Path svg = folder.resolve("out.svg");
    int code =
        new CommandLine(new LadderCommand())
            .execute(
                "--rungs",
                "0-5",
                "--members",
                "12",
                "--online",
                "6",
                "--messages",
                "5",
                "--rounds",
                "2",
                "--client-warm-up",
                "0",
                "--services",
                services(folder).toString(),
                "--folder",
                stores.toString(),
                "--json",
                json.toString(),
                "--svg",
                svg.toString());

    assertThat(code).isZero();
    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(result.get("rungs")).hasSize(6);
    for (JsonNode rung : result.get("rungs")) {
      assertThat(rung.get("lost").asLong()).isZero();
      assertThat(rung.get("duplicates").asLong()).isZero();
      assertThat(rung.get("out_of_order").asLong()).isZero();
      assertThat(rung.get("rows_stored").asLong()).isEqualTo(2 * 5 * 12);
      assertThat(rung.get("round_ms")).hasSize(2);
    }
    assertThat(Files.readString(svg)).startsWith("<svg").contains("5 pools");
    assertThat(stores).isEmptyDirectory();
  }

  private static Path services(Path folder) throws IOException {
    MysqlServer mysql = RealServers.mysql();
    RedisServer redis = RealServers.redis();
    RabbitServer rabbit = RealServers.rabbit();
    return Files.write(
        folder.resolve("services.properties"),
        List.of(
            "mysql.address=" + mysql.address(),
            "mysql.user=" + mysql.user(),
            "mysql.password=" + mysql.password(),
            "redis.addresses=" + redis.host() + ":" + redis.port(),
            "redis.password=" + redis.password(),
            "rabbitmq.addresses=" + rabbit.host() + ":" + rabbit.port(),
            "rabbitmq.user=" + rabbit.user(),
            "rabbitmq.password=" + rabbit.password()));
  }

  @Test
  void ladder_wrongOption_isRefusedInOneSentence() {
    assertThat(new CommandLine(new LadderCommand()).execute("--rungs", "7"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
