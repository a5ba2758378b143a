package dev.peal.out.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.NodeId;
import dev.peal.out.etcd.v1.NodeRecord;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeCodecTest {

  @Test
  void decode_ofWhatWasEncoded_isTheSame() {
    Node node =
        new Node(
            new NodeId("a-1"),
            "a name",
            "h:1",
            Set.of(Role.GATEWAY, Role.PERSISTER),
            1_700_000_000L,
            3);

    assertThat(NodeCodec.decode(NodeCodec.encode(node))).contains(node);
  }

  @Test
  void decode_ofTheFirstRelease_isOfLevelZero() {
    byte[] first = NodeRecord.newBuilder().setId("a-1").build().toByteArray();

    assertThat(NodeCodec.decode(first)).map(Node::level).contains(0);
  }

  @Test
  void decode_ofRolesOfALaterVersion_keepsThoseThatAreKnown() {
    byte[] later =
        NodeRecord.newBuilder()
            .setId("a-1")
            .addRoles("gateway")
            .addRoles("oracle")
            .build()
            .toByteArray();

    assertThat(NodeCodec.decode(later)).map(Node::roles).contains(Set.of(Role.GATEWAY));
  }

  @Test
  void decode_ofSomethingElse_isNothing() {
    assertThat(NodeCodec.decode(new byte[] {1, 2, 3})).isEmpty();
    assertThat(NodeCodec.decode(new byte[0])).isEmpty();
  }
}
