package dev.peal.out.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.out.redis.RedisSettings.Address;
import dev.peal.out.redis.RedisSettings.Credentials;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisSettingsTest {

  private static final List<Address> ONE = List.of(new Address("localhost", 6379));

  private static RedisSettings settings(int poolSize, Duration timeout, String namespace) {
    return new RedisSettings(ONE, Credentials.none(), false, poolSize, timeout, namespace);
  }

  @Test
  void at_oneAddress_isALoneServer() {
    assertThat(RedisSettings.at(List.of("localhost:6379")).cluster()).isFalse();
    assertThat(RedisSettings.at(List.of("a:1", "b:2")).cluster()).isTrue();
  }

  @Test
  void parse_ipv6_keepsTheHost() {
    assertThat(Address.parse("[::1]:6379")).isEqualTo(new Address("::1", 6379));
    assertThat(Address.parse("[::1]:6379")).hasToString("[::1]:6379");
  }

  @Test
  void parse_noPort_namesKeyValueAndWhatIsExpected() {
    assertThatThrownBy(() -> Address.parse("localhost"))
        .hasMessage("redis.addresses: \"localhost\" (expected: host:port, ...)");
    assertThatThrownBy(() -> Address.parse("localhost:99999"))
        .hasMessage("redis.addresses: \"localhost:99999\" (expected: host:port, ...)");
    assertThatThrownBy(() -> RedisSettings.at(List.of()))
        .hasMessage("redis.addresses: none (expected: host:port, ...)");
  }

  @Test
  void settings_outOfRange_nameKeyValueAndWhatIsExpected() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> settings(0, second, "peal"))
        .hasMessage("redis.pool-size: 0 (expected: 1 to 500)");
    assertThatThrownBy(() -> settings(1, Duration.ZERO, "peal"))
        .hasMessageStartingWith("redis.timeout: ");
    assertThatThrownBy(() -> settings(1, second, "{peal}"))
        .hasMessageStartingWith("cluster.name: \"{peal}\" (expected: ");
    assertThatThrownBy(() -> new Credentials("me", ""))
        .hasMessageStartingWith("redis.password: none");
  }

  @Test
  void toString_ofCredentials_hasNoPassword() {
    assertThat(new Credentials("me", "secret").toString()).doesNotContain("secret");
  }

  @Test
  void ledgerDefaults_ofACluster_openLater() {
    var lone = LedgerSettings.defaults(RedisSettings.at(List.of("a:1")));
    var cluster = LedgerSettings.defaults(RedisSettings.at(List.of("a:1", "b:2")));

    assertThat(lone.openingMicros()).isEqualTo(1_000_000);
    assertThat(cluster.openingMicros()).isEqualTo(16_000_000);
    assertThat(lone.graceMicros()).isEqualTo(11_000_000);
  }

  @Test
  void ledgerSettings_outOfRange_nameTheKey() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new LedgerSettings(Duration.ZERO, second, second, second))
        .hasMessageStartingWith("redis.remember-sends: ");
    assertThatThrownBy(() -> new LedgerSettings(second, Duration.ZERO, second, second))
        .hasMessageStartingWith("cluster.clock-skew: ");
  }
}
