package dev.peal.out.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlSettingsTest {

  private static MysqlSettings at(String address) {
    return MysqlSettings.at(address, "peal", "peal", "secret");
  }

  private static MysqlSettings with(int poolSize, Duration timeout) {
    return new MysqlSettings(
        "h:1",
        "peal",
        "peal",
        "x",
        MysqlSettings.Tls.OFF,
        poolSize,
        Duration.ofSeconds(1),
        timeout);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:3306", "db.example.org:1", "[::1]:3306", "db-1:65535"})
  void address_hostAndPort_isTaken(String address) {
    assertThatCode(() -> at(address)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "db",
        "db:",
        ":3306",
        "db:0",
        "db:65536",
        "db:3306/other",
        "db?a=b:1",
        "a:1,b:2"
      })
  void address_anythingElse_isRefusedByName(String address) {
    assertThatThrownBy(() -> at(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mysql.address: "
                + address
                + " (expected: a host, a colon and a port from 1 to 65535)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "peal?allowLoadLocalInfile=true", "a/b"})
  void database_thatIsNoName_isRefused(String database) {
    assertThatThrownBy(() -> MysqlSettings.at("h:1", database, "peal", "x"))
        .hasMessageStartingWith("mysql.database: " + database + " (expected: ");
  }

  @Test
  void poolSize_outOfRange_isRefused() {
    assertThatThrownBy(() -> with(0, Duration.ofSeconds(1)))
        .hasMessage("mysql.pool-size: 0 (expected: 1 to 500)");
  }

  @Test
  void timeout_outOfRange_isRefused() {
    assertThatThrownBy(() -> with(1, Duration.ofMillis(999)))
        .hasMessage("mysql.timeout: 999 ms (expected: 1000 ms to 600 s)");
  }

  @Test
  void toString_keepsThePasswordToItself() {
    assertThat(at("h:1").toString()).doesNotContain("secret").contains("h:1");
  }
}
