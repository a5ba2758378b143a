package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpSettingsTest {

  private static final HttpSettings DEFAULTS = HttpSettings.defaults("127.0.0.1", 8080);

  @Test
  void defaults_areThoseDocumented() {
    assertThat(DEFAULTS.maxConnections()).isEqualTo(100_000);
    assertThat(DEFAULTS.maxConcurrentRequests()).isEqualTo(256);
    assertThat(DEFAULTS.maxBodyBytes()).isEqualTo(262_144);
    assertThat(DEFAULTS.readTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(DEFAULTS.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(DEFAULTS.allowedOrigins()).isEmpty();
    assertThat(DEFAULTS.adminToken()).isEmpty();
  }

  @Test
  void value_outOfRange_namesKeyValueAndRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpSettings.defaults("127.0.0.1", 65_536))
        .withMessage("server.port: 65536 (expected: 0 to 65535)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpSettings.defaults(" ", 0))
        .withMessage("server.host: \" \" (expected: a host name or an address)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(0, Duration.ofSeconds(1), List.of(), Optional.empty()))
        .withMessage("http.max-concurrent-requests: 0 (expected: 1 to 100000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(1, Duration.ZERO, List.of(), Optional.empty()))
        .withMessage("http.read-timeout: PT0S (expected: 100 ms to 1 h)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "chat.example",
        "ftp://a",
        "https://a/",
        "https://a/b",
        "https://a?b",
        "https://u@a",
        "https:// a",
        ""
      })
  void origin_thatNoBrowserSends_isRefused(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(1, Duration.ofSeconds(1), List.of(origin), Optional.empty()))
        .withMessageStartingWith("http.allowed-origins: \"" + origin + "\"");
  }

  @Test
  void origin_inCapitals_isLowered() {
    HttpSettings settings =
        with(1, Duration.ofSeconds(1), List.of("HTTPS://Chat.Example:8443"), Optional.empty());

    assertThat(settings.allowedOrigins()).containsExactly("https://chat.example:8443");
  }

  @Test
  void adminToken_short_isRefusedAndNeverShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(1, Duration.ofSeconds(1), List.of(), Optional.of("s3cret")))
        .withMessage("admin.token (its length): 6 (expected: 16 to 1024)");
    assertThat(
            with(1, Duration.ofSeconds(1), List.of(), Optional.of("s3cret-s3cret-s3cret"))
                .toString())
        .contains("adminToken=set")
        .doesNotContain("s3cret");
  }

  private static HttpSettings with(
      int requests, Duration readTimeout, List<String> origins, Optional<String> adminToken) {
    return new HttpSettings(
        "127.0.0.1",
        0,
        1,
        requests,
        1_024,
        readTimeout,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        origins,
        adminToken);
  }
}
