package dev.peal.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void find_addressAndPassword_areTheServers_andTheUserHasADefault() {
    Environment environment =
        of(Map.of("PEAL_MYSQL_ADDRESS", "db.example:3307", "PEAL_MYSQL_PASSWORD", "secret"));

    assertThat(environment.find(ServerName.MYSQL).map(Found::mysql))
        .contains(new MysqlServer("db.example", 3307, "peal", "secret"));
  }

  @Test
  void find_severalAddresses_areAllKept() {
    Environment environment = of(Map.of("PEAL_REDIS_CLUSTER_ADDRESSES", "a:1,b:2"));

    assertThat(environment.find(ServerName.REDIS_CLUSTER).orElseThrow().redis().addresses())
        .containsExactly(new Address("a", 1), new Address("b", 2));
  }

  @Test
  void find_withoutAnAddress_isNothing() {
    assertThat(of(Map.of("PEAL_MYSQL_USER", "peal")).find(ServerName.MYSQL)).isEmpty();
  }

  private static Environment of(Map<String, String> variables) {
    return new Environment(variables::get);
  }
}
