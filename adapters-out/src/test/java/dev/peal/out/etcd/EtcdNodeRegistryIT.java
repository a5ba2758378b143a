package dev.peal.out.etcd;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.out.etcd.EtcdNodes.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.NodeRegistryContract;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.servers.RealServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EtcdNodeRegistryIT extends NodeRegistryContract {

  private static final Duration PATIENCE = EtcdNodes.TTL.plusSeconds(3);

  private final EtcdNodes cluster = new EtcdNodes(RealServers.etcd().endpoints());
  private final EtcdNodeRegistry registry = cluster.start("m-1");

  @AfterEach
  void close() {
    cluster.close();
  }

  @Override
  protected NodeRegistry registry() {
    return registry;
  }

  @Override
  protected Node node() {
    return EtcdNodes.node("m-1");
  }

  @Test
  void start_isSeenByOthers_asItRegistered() {
    EtcdNodeRegistry later = cluster.start("a-1");

    assertThat(later.nodes()).containsExactly(EtcdNodes.node("a-1"), EtcdNodes.node("m-1"));
    eventually("the first sees the second", () -> registry.nodes().equals(later.nodes()));
  }

  @Test
  void close_isSeenByOthersAtOnce_andToldToListeners() {
    List<List<Node>> told = new CopyOnWriteArrayList<>();
    registry.onChange(told::add);
    EtcdNodeRegistry other = cluster.start("z-1");
    eventually("it is seen", () -> ids(registry).size() == 2);

    long start = System.nanoTime();
    other.close();
    eventually("it is gone", () -> ids(registry).equals(List.of("m-1")));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(EtcdNodes.TTL);
    assertThat(told)
        .containsExactly(List.of(node()), List.of(node(), EtcdNodes.node("z-1")), List.of(node()));
  }

  @Test
  void node_thatDiesWithoutAWord_isGoneAfterItsLease() {
    EtcdNodeRegistry other = cluster.start("z-1");
    eventually("it is seen", () -> ids(registry).size() == 2);

    long start = System.nanoTime();
    other.abandon();
    eventually("it is gone", () -> ids(registry).equals(List.of("m-1")));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
  }

  @Test
  void lease_isKept_longerThanItsTime() {
    long lease = cluster.lease("m-1").orElseThrow();

    long start = System.nanoTime();
    eventually(
        "longer than a lease has passed",
        () -> System.nanoTime() - start > EtcdNodes.TTL.plusSeconds(1).toNanos());

    assertThat(cluster.lease("m-1")).contains(lease);
  }

  @Test
  void lease_thatIsRevoked_isReplacedWithinAboutItsTime() {
    long lost = cluster.lease("m-1").orElseThrow();
    EtcdNodeRegistry other = cluster.start("z-1");

    long start = System.nanoTime();
    cluster.revoke(lost);
    eventually(
        "registered again", () -> cluster.lease("m-1").filter(now -> now != lost).isPresent());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    eventually("the other sees it", () -> ids(other).equals(List.of("m-1", "z-1")));
    assertThat(registry.nodes()).hasSize(2);
  }

  @Test
  void key_thatIsDeleted_isPutAgain() {
    cluster.delete("m-1");

    eventually("it is there again", () -> cluster.lease("m-1").isPresent());
  }

  @Test
  void compaction_isSurvived() {
    cluster.compact();

    EtcdNodeRegistry other = cluster.start("z-1");

    eventually("it is seen", () -> ids(registry).equals(List.of("m-1", "z-1")));
    assertThat(ids(other)).containsExactly("m-1", "z-1");
  }

  @Test
  void keysOfSomebodyElse_areNoNodes() {
    cluster.put("note", "\u00ff not a record");
    cluster.start("z-1");

    eventually("only nodes are seen", () -> ids(registry).equals(List.of("m-1", "z-1")));
    cluster.delete("note");
  }

  @Test
  void start_whereNobodyListens_saysWhatToDo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (EtcdNodes nowhere = new EtcdNodes(List.of("http://127.0.0.1:" + free))) {
      assertThatThrownBy(() -> nowhere.start("x-1"))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining(
              "etcd.endpoints: http://127.0.0.1:" + free + " could not be reached")
          .hasMessageContaining("expected: etcd running there");
    }
  }

  @Test
  void start_whereNobodyAnswers_failsInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        EtcdNodes nowhere = new EtcdNodes(List.of("http://127.0.0.1:" + silent.getLocalPort()))) {
      assertThatThrownBy(() -> nowhere.start("x-1"))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("etcd.endpoints: http://127.0.0.1:" + silent.getLocalPort());
    }
  }

  @Test
  void start_withoutAnAnswerAtFirst_isTriedAgain() throws IOException {
    try (SilentAtFirst slow = new SilentAtFirst(RealServers.etcd().endpoints().getFirst());
        EtcdNodes late = new EtcdNodes(List.of(slow.endpoint()))) {
      assertThat(ids(late.start("x-1"))).containsExactly("x-1");
    }
  }

  @Test
  void start_withAccountThatIsNotThere_namesTheKeys_andNotThePassword() {
    EtcdSettings open = cluster.settings();
    EtcdSettings settings =
        new EtcdSettings(
            open.endpoints(),
            Optional.of(new EtcdSettings.Login("somebody", "a-password-of-his")),
            open.tls(),
            open.prefix(),
            open.ttl(),
            open.timeout());

    try (EtcdNodeRegistry refused = new EtcdNodeRegistry(settings, node())) {
      assertThatThrownBy(refused::start)
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("etcd.user, etcd.password")
          .hasMessageNotContaining("a-password-of-his");
    }
    assertThat(settings.toString()).doesNotContain("a-password-of-his");
  }
}
