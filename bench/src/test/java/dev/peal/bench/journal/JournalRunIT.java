package dev.peal.bench.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RabbitSettings;
import dev.peal.servers.RabbitServer;
import dev.peal.servers.RealServers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JournalRunIT {

  @Test
  void measure_smallLoad_isConfirmedAndConsumed() {
    RabbitServer server = RealServers.rabbit();
    RabbitSettings settings =
        RabbitSettings.defaults(
                List.of(server.host() + ":" + server.port()), server.user(), server.password())
            .withQueues("peal.test." + UUID.randomUUID(), QueueType.CLASSIC);
    try (var run = new JournalRun(settings)) {
      JournalRun.Figures figures = run.measure(new JournalLoad(3, 5, 2, 10), 1);

      assertThat(figures.recordBytes()).isGreaterThan(3 * 120);
      assertThat(figures.p50Millis()).isPositive();
      assertThat(figures.p99Millis()).isGreaterThanOrEqualTo(figures.p50Millis());
    }
  }
}
