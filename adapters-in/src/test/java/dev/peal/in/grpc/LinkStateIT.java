package dev.peal.in.grpc;

import static dev.peal.application.contract.BatchSamples.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.Certificates;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.NodeId;
import dev.peal.out.grpc.GrpcPeerLink;
import dev.peal.peer.GrpcSettings;
import dev.peal.peer.PeerTrust;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node knows of its links, and of its own address.
class LinkStateIT {

  private static final NodeId SELF = new NodeId("self-1");
  private static final GrpcSettings RIGHT = End.settings(0, PeerTrust.ofSecret(End.SECRET));
  private static final GrpcSettings OTHER =
      End.settings(0, PeerTrust.ofSecret("another secret than that"));

  @TempDir Path folder;

  private final FakeRegistry registry = new FakeRegistry(SELF);

  private static GrpcPeerLink.Link only(GrpcPeerLink link) {
    return link.links().getFirst();
  }

  @Test
  void links_linked_isUpAtBothEnds() {
    try (End end = new End("end-1")) {
      try (GrpcPeerLink link = new GrpcPeerLink(RIGHT, registry)) {
        registry.set(end.node());

        eventually("it is up", () -> only(link).up());
        assertThat(only(link).node()).isEqualTo(end.id());
        assertThat(only(link).downNanos()).isZero();
        eventually("the other end knows", () -> end.linked().contains(SELF));
      }
      eventually("and knows when it is no more", () -> end.linked().isEmpty());
    }
  }

  @Test
  void links_secretDiffers_isDown_withTheReason() {
    try (End end = new End("end-1");
        GrpcPeerLink link = new GrpcPeerLink(OTHER, registry)) {
      registry.set(end.node());

      eventually("the reason is known", () -> only(link).why().contains("cluster.secret"));
      assertThat(only(link).up()).isFalse();
      assertThat(only(link).downNanos()).isPositive();
      assertThat(only(link).address()).isEqualTo(end.node().address());
      assertThat(end.linked()).isEmpty();
    }
  }

  @Test
  void links_addressLeadsNowhere_isDown_withTheReason() {
    End gone = new End("end-1");
    gone.close();
    try (GrpcPeerLink link = new GrpcPeerLink(RIGHT, registry)) {
      registry.set(gone.node());

      eventually("the reason is known", () -> only(link).why().contains("refused"));
    }
  }

  @Test
  void links_oneSpeaksTls_isDown_withAReason() throws Exception {
    Certificates.Issued files = new Certificates(folder.resolve("ca")).issue("end");
    var tls = new PeerTrust.Tls(files.certificate(), files.key(), files.authority());
    try (End end = new End("end-1", End.settings(0, PeerTrust.ofTls(tls)));
        GrpcPeerLink link = new GrpcPeerLink(RIGHT, registry)) {
      registry.set(end.node());

      eventually("a reason is known", () -> !only(link).why().startsWith("not tried"));
      assertThat(only(link).up()).isFalse();
    }
  }

  private static Node at(String address, String id) {
    return FakeRegistry.node(new NodeId(id), address, Role.GATEWAY);
  }

  @Test
  void ownAddress_leadsHere_isFine() {
    try (End end = new End("end-1")) {
      assertThatCode(() -> GrpcPeerLink.checkOwnAddress(RIGHT, end.node()))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void ownAddress_leadsNowhereOrElsewhere_isRefusedInASentence() {
    End gone = new End("end-1");
    gone.close();
    assertThatThrownBy(() -> GrpcPeerLink.checkOwnAddress(RIGHT, gone.node()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "cluster.advertised-host", gone.node().address(), "cluster.check-address=false");

    try (End another = new End("another-1")) {
      assertThatThrownBy(
              () -> GrpcPeerLink.checkOwnAddress(RIGHT, at(another.node().address(), "end-1")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is not reached at " + another.node().address());
      assertThatThrownBy(
              () -> GrpcPeerLink.checkOwnAddress(OTHER, at(another.node().address(), "another-1")))
          .hasMessageContaining("cluster.secret");
    }
  }
}
