package dev.peal.out.etcd;

import static dev.peal.application.contract.BatchSamples.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.servers.RealServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two nodes of one name.
class NamesakesIT {

  private final EtcdNodes cluster = new EtcdNodes(RealServers.etcd().endpoints());
  private ServerSocket listening;
  private String address;

  @BeforeEach
  void listen() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    address = "127.0.0.1:" + listening.getLocalPort();
  }

  @AfterEach
  void close() throws IOException {
    cluster.close();
    listening.close();
  }

  @Test
  void start_nameOfOneThatLives_isRefused_namingItsAddress() {
    EtcdNodeRegistry first = cluster.start("one.1", "one", address);

    assertThatThrownBy(() -> cluster.start("one.2", "one", "127.0.0.1:9"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("node.name", "\"one\"", address);

    assertThat(EtcdNodes.ids(first)).containsExactly("one.1");
    assertThat(cluster.start("two.1", "two", "127.0.0.1:9").nodes()).hasSize(2);
  }

  @Test
  void start_afterACrash_theKeyOfTheFormerLifeIsThere_nobodyListensThere_startsAtOnce()
      throws Exception {
    EtcdNodeRegistry former = cluster.start("one.1", "one", address);
    former.abandon();
    listening.close();

    EtcdNodeRegistry later = cluster.start("one.2", "one", "127.0.0.1:9");

    eventually("only the later one is left", () -> EtcdNodes.ids(later).equals(List.of("one.2")));
  }

  @Test
  void start_afterACrash_whenItCannotBeTold_waitsForTheEndOfTheLease() {
    EtcdNodeRegistry former = cluster.start("one.1", "one", address);
    former.abandon();

    EtcdNodeRegistry later = cluster.start("one.2", "one", "127.0.0.1:9");

    assertThat(EtcdNodes.ids(later)).containsExactly("one.2");
  }
}
