package dev.peal.out.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdSettingsTest {

  private static final URI HERE = EtcdSettings.endpoint("http://127.0.0.1:2379");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.1:2379",
        "http://127.0.0.1",
        "ftp://a:1",
        "http://a:1/path",
        "http://u:p@a:1"
      })
  void endpoint_thatIsNone_namesTheKey(String text) {
    assertThatThrownBy(() -> EtcdSettings.endpoint(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("etcd.endpoints: ")
        .hasMessageContaining("expected: http://HOST:PORT");
  }

  @Test
  void endpoints_ofBothKinds_areRefused() {
    assertThatThrownBy(() ->
            EtcdSettings.defaults(List.of(HERE, EtcdSettings.endpoint("https://127.0.0.1:1"))))
        .hasMessageContaining("http or https, not both");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "peal/", "/peal", "/a b/"})
  void prefix_thatIsNone_namesTheKey(String prefix) {
    assertThatThrownBy(() -> settings(prefix, Duration.ofSeconds(5)))
        .hasMessageContaining("cluster.name (as a prefix of keys): \"" + prefix + "\"");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, 2_500, 61_000})
  void ttl_outOfRange_namesTheKey(long millis) {
    assertThatThrownBy(() -> settings("/peal/", Duration.ofMillis(millis)))
        .hasMessage("etcd.lease-ttl: " + millis + " ms (expected: 2 to 60 whole seconds)");
  }

  @Test
  void tls_withACertificateAndNoKey_isRefused() {
    assertThatThrownBy(() ->
            new EtcdSettings.Tls(
                Optional.empty(), Optional.of(Path.of("pom.xml")), Optional.empty()))
        .hasMessageContaining("etcd.tls-certificate, etcd.tls-key");
  }

  @Test
  void toString_hidesThePassword() {
    assertThat(new EtcdSettings.Login("user", "hidden-word").toString())
        .contains("user")
        .doesNotContain("hidden-word");
  }

  private static EtcdSettings settings(String prefix, Duration ttl) {
    return new EtcdSettings(
        List.of(HERE),
        Optional.empty(),
        EtcdSettings.Tls.ofSystem(),
        prefix,
        ttl,
        Duration.ofSeconds(3));
  }
}
