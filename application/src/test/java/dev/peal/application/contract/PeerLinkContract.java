package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.PeerLinkContract.Told.Delivered;
import dev.peal.application.contract.PeerLinkContract.Told.Missed;
import dev.peal.application.contract.PeerLinkContract.Told.Replaced;
import dev.peal.application.port.out.PeerLink;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract of [PeerLink].
public abstract class PeerLinkContract {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final DeviceName PHONE = new DeviceName("phone");

  protected abstract PeerLink link();

  /// The other nodes, to all of which there is a link already; none for a node that is alone.
  protected abstract List<Other> others();

  /// Another node.
  public interface Other {

    NodeId id();

    /// What it was told so far, in order, without each [Told.MissedUnknown].
    List<Told> told();
  }

  /// What a node was told.
  public sealed interface Told {
    record Delivered(Batch batch) implements Told {}

    record MissedUnknown() implements Told {}

    record Missed(Map<Long, Long> lastSeqs) implements Told {}

    record Replaced(UserId user, DeviceName device, long session) implements Told {}
  }

  @Test
  void deliverToAll_severalBatches_reachEveryOtherInOrder() {
    List<Long> ids = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      Batch batch = batch(GROUP, recipients(1, i, 2, i), message(i, 1, "m" + i));
      ids.add(batch.id());
      link().deliverToAll(batch);
    }

    for (Other other : others()) {
      eventually("all came", () -> other.told().size() == ids.size());
      assertThat(other.told())
          .extracting(told -> ((Delivered) told).batch().id())
          .containsExactlyElementsOf(ids);
    }
  }

  @Test
  void deliverToAll_arrivesAsItWas() {
    Batch batch = batch(GROUP, recipients(1, 5, 9, 3), message(1, 1, "a"), message(2, 9, "b"));

    link().deliverToAll(batch);

    for (Other other : others()) {
      eventually("it came", () -> !other.told().isEmpty());
      Batch came = ((Delivered) other.told().getFirst()).batch();
      assertThat(came).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(batch);
    }
  }

  @Test
  void deliver_toOneNode_reachesThatOneOnly() {
    Batch some = batch(GROUP, recipients(1, 1), message(1, 1, "a"));
    Batch all = batch(GROUP, recipients(1, 2), message(2, 1, "b"));
    Set<NodeId> chosen =
        others().isEmpty() ? Set.of(new NodeId("nobody")) : Set.of(others().getFirst().id());

    link().deliver(chosen, some);
    link().deliverToAll(all);

    for (Other other : others()) {
      long expected = chosen.contains(other.id()) ? some.id() : all.id();
      eventually("it came", () -> !other.told().isEmpty());
      assertThat(((Delivered) other.told().getFirst()).batch().id()).isEqualTo(expected);
    }
  }

  @Test
  void deliver_toNobodyOrToUnknownNodes_doesNotFail() {
    Batch batch = batch(GROUP, recipients(1, 1), message(1, 1, "a"));

    link().deliver(Set.of(), batch);
    link().deliver(Set.of(new NodeId("never-heard-of")), batch);
    link().replace(new NodeId("never-heard-of"), new UserId(1), PHONE, 1);

    assertThat(others()).allSatisfy(other -> assertThat(other.told()).isEmpty());
  }

  @Test
  void missedByAll_tellsEveryRecipientsLastSeq_beforeWhatComesLater() {
    link()
        .missedByAll(batch(GROUP, recipients(1, 5, 2, 8), message(1, 1, "a"), message(2, 1, "b")));
    Batch later = batch(GROUP, recipients(1, 7), message(3, 1, "c"));
    link().deliverToAll(later);

    for (Other other : others()) {
      eventually("both came", () -> other.told().size() == 2);
      assertThat(other.told().getFirst()).isEqualTo(new Missed(Map.of(1L, 6L, 2L, 9L)));
      assertThat(((Delivered) other.told().get(1)).batch().id()).isEqualTo(later.id());
    }
  }

  @Test
  void replace_tellsThatNodeOnly_inOrderWithBatches() {
    Batch before = batch(GROUP, recipients(1, 1), message(1, 1, "a"));
    link().deliverToAll(before);
    for (Other other : others()) {
      link().replace(other.id(), new UserId(1), PHONE, 40);
    }

    for (Other other : others()) {
      eventually("both came", () -> other.told().size() == 2);
      assertThat(other.told().get(1)).isEqualTo(new Replaced(new UserId(1), PHONE, 40));
    }
  }
}
