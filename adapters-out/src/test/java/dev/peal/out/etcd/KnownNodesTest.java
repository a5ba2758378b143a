package dev.peal.out.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.NodeRegistry.Node;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownNodesTest {

  private static final Node SELF = EtcdNodes.node("m-1");
  private static final Node EARLIER = EtcdNodes.node("a-1");
  private static final Node LATER = EtcdNodes.node("z-1");

  private final KnownNodes known = new KnownNodes(SELF);

  @Test
  void set_withoutSelf_keepsSelf_andSortsById() {
    known.set(List.of(LATER, EARLIER));

    assertThat(known.nodes()).containsExactly(EARLIER, SELF, LATER);
  }

  @Test
  void set_ofTheSame_tellsNobody() {
    List<List<Node>> told = new ArrayList<>();
    known.listen(told::add);

    known.set(List.of(LATER));
    known.set(List.of(LATER, SELF));

    assertThat(told).containsExactly(List.of(SELF), List.of(SELF, LATER));
  }

  @Test
  void listener_thatFails_doesNotKeepOthersFromHearing() {
    List<List<Node>> told = new ArrayList<>();
    known.listen(nodes -> {
      throw new IllegalStateException("of the test");
    });
    known.listen(told::add);

    known.set(List.of(LATER));

    assertThat(told).hasSize(2);
  }
}
