package dev.peal.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RabbitSettingsTest {

  private static RabbitSettings with(String address, String queues, Duration heartbeat) {
    return new RabbitSettings(
        List.of(address),
        "peal",
        "a secret",
        "/",
        false,
        queues,
        QueueType.QUORUM,
        heartbeat,
        Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rabbit", "rabbit:5672", "10.0.0.1:1", "[::1]", "[::1]:5672"})
  void addresses_good_areTaken(String address) {
    assertThat(with(address, "peal", Duration.ofSeconds(5)).addresses()).containsExactly(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "rabbit:", "rabbit:0", "rabbit:65536", "amqp://rabbit", "a b"})
  void addresses_bad_areNamed(String address) {
    assertThatThrownBy(() -> with(address, "peal", Duration.ofSeconds(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rabbitmq.addresses: \"" + address + "\" (expected: host or host:port)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "amq.peal", "größe"})
  void queues_bad_areNamed(String queues) {
    assertThatThrownBy(() -> with("rabbit", queues, Duration.ofSeconds(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "cluster.name (as the name of queues): \"" + queues + "\" (expected: ");
  }

  @Test
  void heartbeat_outOfRange_isNamed() {
    assertThatThrownBy(() -> with("rabbit", "peal", Duration.ofMillis(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rabbitmq.heartbeat: 10 ms (expected: 1000 ms to 60000 ms)");
  }

  @Test
  void toString_hasNoPassword() {
    assertThat(with("rabbit", "peal", Duration.ofSeconds(5)).toString())
        .contains("peal", "rabbit")
        .doesNotContain("secret");
  }
}
