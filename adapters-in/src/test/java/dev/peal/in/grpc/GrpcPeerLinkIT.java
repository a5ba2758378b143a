package dev.peal.in.grpc;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.PeerLinkContract;
import dev.peal.application.contract.PeerLinkContract.Told.Delivered;
import dev.peal.application.contract.PeerLinkContract.Told.Missed;
import dev.peal.application.contract.PeerLinkContract.Told.MissedUnknown;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.application.port.out.PeerLink;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.NodeId;
import dev.peal.out.grpc.GrpcPeerLink;
import dev.peal.peer.PeerTrust;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract, and what goes beyond it, over sockets of the loopback.
class GrpcPeerLinkIT extends PeerLinkContract {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final NodeId SELF = new NodeId("self-1");

  private final FakeRegistry registry = new FakeRegistry(SELF);
  private End one = new End("one-1");
  private final End two = new End("two-1");
  private final GrpcPeerLink link =
      new GrpcPeerLink(End.settings(0, PeerTrust.ofSecret(End.SECRET)), registry);

  @BeforeEach
  void linkBoth() {
    registry.set(one.node(), two.node());
    eventually("both are linked", () -> one.receiver().count() == 1 && two.receiver().count() == 1);
  }

  @AfterEach
  void close() {
    link.close();
    one.close();
    two.close();
  }

  @Override
  protected PeerLink link() {
    return link;
  }

  @Override
  protected List<Other> others() {
    return List.of(one, two);
  }

  private static Batch sample(long position) {
    return batch(GROUP, recipients(1, position), message(position, 1, "m" + position));
  }

  @Test
  void firstFrame_saysThatSomethingMayBeMissing() {
    assertThat(one.receiver().told()).containsExactly(new MissedUnknown());
  }

  @Test
  void nodes_withoutSessions_getNothing() {
    try (End persister = new End("persister-1")) {
      registry.set(
          one.node(),
          FakeRegistry.node(persister.id(), persister.node().address(), Role.PERSISTER));

      link.deliverToAll(sample(1));

      eventually("the gateway got it", () -> one.told().size() == 1);
      assertThat(persister.receiver().told()).isEmpty();
    }
  }

  @Test
  void node_thatIsGoneFromTheRegistry_getsNothingMore() {
    registry.set(two.node());

    link.deliverToAll(sample(1));

    eventually("the other got it", () -> two.told().size() == 1);
    assertThat(one.told()).isEmpty();
  }

  @Test
  void node_startedAgainElsewhereUnderTheSameId_isLinkedAgain_andToldThatItMayMissSomething() {
    link.deliverToAll(sample(1));
    eventually("it came", () -> one.told().size() == 1);
    one.close();

    one = new End("one-1");
    registry.set(one.node(), two.node());
    eventually("linked again", () -> one.receiver().count() == 1);
    Batch after = sample(2);
    link.deliverToAll(after);

    eventually("it came", () -> one.told().size() == 1);
    assertThat(one.receiver().told().getFirst()).isEqualTo(new MissedUnknown());
    assertThat(((Delivered) one.told().getFirst()).batch().id()).isEqualTo(after.id());
  }

  @Test
  void node_thatComesBackAtItsAddress_isLinkedAgain() {
    int port = one.port();
    one.close();

    one = new End("one-1", End.settings(port, PeerTrust.ofSecret(End.SECRET)));
    eventually("linked again", () -> one.receiver().count() == 1);
    link.deliverToAll(sample(1));

    eventually("it came", () -> one.told().size() == 1);
    assertThat(one.receiver().told().getFirst()).isEqualTo(new MissedUnknown());
  }

  @Test
  void node_thatIsListedBeforeItListens_getsWhatWaitedForIt() {
    int port = one.port();
    one.close();
    registry.set(FakeRegistry.node(new NodeId("late-1"), one.node().address(), Role.GATEWAY));
    link.deliverToAll(sample(1));
    link.missedByAll(sample(2));
    link.deliverToAll(sample(3));

    one = new End("late-1", End.settings(port, PeerTrust.ofSecret(End.SECRET)));

    eventually("all came", () -> one.receiver().count() == 4);
    assertThat(one.receiver().told().getFirst()).isEqualTo(new MissedUnknown());
    assertThat(one.told().get(1)).isEqualTo(new Missed(Map.of(1L, 2L)));
  }

  @Test
  void anotherNode_atTheAddressOfAnEarlierOne_getsNothing() {
    int port = one.port();
    one.close();
    try (End stranger = new End("one-2", End.settings(port, PeerTrust.ofSecret(End.SECRET)))) {
      for (int i = 1; i <= 20; i++) {
        link.deliverToAll(sample(i));
      }
      eventually("the other got all", () -> two.told().size() == 20);
      assertThat(stranger.receiver().told()).isEmpty();

      registry.set(stranger.node(), two.node());
      eventually("linked under its own id", () -> stranger.receiver().count() == 1);
    }
  }

  @Test
  void laterCall_ofTheSameNode_endsTheEarlierOne() {
    FakeRegistry sameSelf = new FakeRegistry(SELF);
    sameSelf.set(one.node());

    try (GrpcPeerLink again =
        new GrpcPeerLink(End.settings(0, PeerTrust.ofSecret(End.SECRET)), sameSelf)) {
      eventually("both came in", () -> one.receiver().count() >= 2);
      again.deliverToAll(sample(1));
      eventually("it came", () -> one.told().size() == 1);
    }
  }

  @Test
  void tenThousandBatches_allArriveInOrder_whenTheNodeKeepsUp() {
    Batch large =
        batch(
            GROUP,
            recipients(
                LongStream.rangeClosed(1, 500).flatMap(user -> LongStream.of(user, 1)).toArray()),
            message(1, 1, "large"));
    for (int i = 1; i <= 10_000; i++) {
      link.deliverToAll(new Batch(i, GROUP, large.messages(), large.recipients(), i, i));
      int sent = i;
      if (i % 500 == 0) {
        eventually("one keeps up", () -> one.receiver().count() > sent - 1_000);
        eventually("two keeps up", () -> two.receiver().count() > sent - 1_000);
      }
    }

    for (End end : List.of(one, two)) {
      eventually("all came", () -> end.told().size() == 10_000);
      assertThat(end.told())
          .extracting(told -> ((Delivered) told).batch().id())
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 10_000).mapToObj(Long::valueOf).toList());
    }
  }

  @Test
  void close_letsWhatWasSentArrive_andSendsNothingMore() {
    for (int i = 1; i <= 200; i++) {
      link.deliverToAll(sample(i));
    }
    link.close();
    link.deliverToAll(sample(201));

    eventually("all came", () -> one.told().size() >= 200);
    assertThat(one.told()).hasSize(200);
  }
}
