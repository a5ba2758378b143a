package dev.peal.out.etcd;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.out.etcd.EtcdNodes.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.Certificates;
import dev.peal.application.port.out.StoreUnavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates and accounts.
class EtcdSecuredIT {

  private static final EtcdSettings.Login LOGIN =
      new EtcdSettings.Login("peal", "the password of peal");

  @TempDir Path folder;

  @Test
  void registry_withCertificateAndAccount_works_andWithoutEitherSaysSo() throws Exception {
    Certificates authority = new Certificates(folder.resolve("ca"));
    Certificates.Issued server = authority.issue("server");
    Certificates.Issued node = authority.issue("node");
    EtcdSettings.Tls tls =
        new EtcdSettings.Tls(
            Optional.of(node.authority()),
            Optional.of(node.certificate()),
            Optional.of(node.key()));
    EtcdSettings.Tls naked =
        new EtcdSettings.Tls(Optional.of(node.authority()), Optional.empty(), Optional.empty());
    try (SecuredEtcd etcd = new SecuredEtcd(folder, server)) {
      etcd.demandAccounts(settings(etcd, tls, Optional.empty()), LOGIN.user(), LOGIN.password());

      EtcdSettings right = settings(etcd, tls, Optional.of(LOGIN));
      try (EtcdNodeRegistry one = new EtcdNodeRegistry(right, EtcdNodes.node("a-1"))) {
        one.start();
        List<List<?>> told = new CopyOnWriteArrayList<>();
        one.onChange(told::add);
        try (EtcdNodeRegistry two = new EtcdNodeRegistry(right, EtcdNodes.node("b-1"))) {
          two.start();
          eventually("it is seen", () -> ids(one).equals(List.of("a-1", "b-1")));
          long seen = System.nanoTime();
          eventually(
              "longer than a lease has passed",
              () -> System.nanoTime() - seen > EtcdNodes.TTL.plusSeconds(1).toNanos());
          assertThat(told).hasSize(2);
        }
        eventually("it is gone", () -> ids(one).equals(List.of("a-1")));
      }

      assertThat(refusal(settings(etcd, tls, Optional.empty())))
          .contains("etcd.user, etcd.password");
      assertThat(
              refusal(
                  settings(etcd, tls, Optional.of(new EtcdSettings.Login("peal", "a wrong one")))))
          .contains("etcd.user, etcd.password")
          .doesNotContain("a wrong one");
      assertThat(refusal(settings(etcd, naked, Optional.of(LOGIN))))
          .contains("etcd.endpoints: " + etcd.endpoint());
    }
  }

  private static String refusal(EtcdSettings settings) {
    StringBuilder said = new StringBuilder();
    try (EtcdNodeRegistry registry = new EtcdNodeRegistry(settings, EtcdNodes.node("x-1"))) {
      assertThatThrownBy(registry::start)
          .isInstanceOf(StoreUnavailable.class)
          .satisfies(failure -> said.append(failure.getMessage()));
    }
    return said.toString();
  }

  private static EtcdSettings settings(
      SecuredEtcd etcd, EtcdSettings.Tls tls, Optional<EtcdSettings.Login> login) {
    return new EtcdSettings(
        List.of(etcd.endpoint()),
        login,
        tls,
        SecuredEtcd.PREFIX,
        EtcdNodes.TTL,
        Duration.ofSeconds(3));
  }
}
