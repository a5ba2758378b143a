package dev.peal.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcSettingsTest {

  private static final PeerTrust TRUST = PeerTrust.ofSecret("a secret of the cluster");

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, , 10.0.0.1:77",
    "0.0.0.0, node-1.example, node-1.example:77",
    "::1, , [::1]:77",
    "::, [fe80::1], [fe80::1]:77"
  })
  void address_isWhereOthersReachIt(String host, String advertised, String expected) {
    GrpcSettings settings = settings(host, Optional.ofNullable(advertised), 100, 1 << 20, 1 << 16);

    assertThat(settings.address(77)).isEqualTo(expected);
  }

  @Test
  void advertised_missingWhenListeningEverywhere_saysWhatToSet() {
    assertThatThrownBy(() -> settings("0.0.0.0", Optional.empty(), 100, 1 << 20, 1 << 16))
        .hasMessageStartingWith("cluster.advertised-host: not set (expected: the host under which");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host:80", "http://host", "a b"})
  void advertised_thatIsNoHost_namesTheKey(String advertised) {
    assertThatThrownBy(() -> settings("127.0.0.1", Optional.of(advertised), 100, 1 << 20, 1 << 16))
        .hasMessageStartingWith("cluster.advertised-host: \"" + advertised + "\"");
  }

  @Test
  void bounds_outOfRange_nameTheKey() {
    assertThatThrownBy(() -> settings("127.0.0.1", Optional.empty(), 0, 1 << 20, 1 << 16))
        .hasMessage("cluster.peer-queue-frames: 0 (expected: 1 to 1000000)");
    assertThatThrownBy(() -> settings("127.0.0.1", Optional.empty(), 1, 1 << 16, 1 << 17))
        .hasMessageStartingWith("cluster.peer-queue-bytes: 65536 (expected: 131072 to");
    assertThatThrownBy(() -> settings("127.0.0.1", Optional.empty(), 1, 1 << 20, 1))
        .hasMessageStartingWith("cluster.max-frame-bytes: 1 (expected:");
  }

  @Test
  void trust_withoutSecretAndCertificates_isRefused() {
    assertThatThrownBy(() -> new PeerTrust(Optional.empty(), Optional.empty()))
        .hasMessageStartingWith("cluster.secret, cluster.tls-certificate: not set");
  }

  @Test
  void secret_thatIsShort_isRefused_andNotShown() {
    assertThatThrownBy(() -> PeerTrust.ofSecret("too short"))
        .hasMessage("cluster.secret (its length): 9 (expected: 16 to 1024 characters)");
  }

  @Test
  void tls_withAFileThatIsNotThere_namesTheKey() {
    Path here = Path.of("pom.xml");
    Path nowhere = Path.of("no-such-file.pem");

    assertThatThrownBy(() -> new PeerTrust.Tls(here, nowhere, here))
        .hasMessage("cluster.tls-key: no-such-file.pem (expected: a file in PEM that can be read)");
  }

  @Test
  void toString_hidesTheSecret() {
    assertThat(settings("127.0.0.1", Optional.empty(), 100, 1 << 20, 1 << 16).toString())
        .doesNotContain("a secret of the cluster");
  }

  private static GrpcSettings settings(
      String host, Optional<String> advertised, int frames, long bytes, int frame) {
    return new GrpcSettings(host, 0, advertised, TRUST, frames, bytes, frame);
  }
}
