package dev.peal.application.delivery;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.PeerLink;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouteBatchesServiceTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId DIRECT = ConversationId.direct(new UserId(1), new UserId(2));

  private final List<String> calls = new ArrayList<>();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Presence presence = new Presence();
  private @Nullable Error missedError;
  private final RouteBatchesService service =
      new RouteBatchesService(
          batch -> calls.add("local " + batch.messages().getFirst().position()),
          new Peers(),
          presence,
          tasks::add);

  private static Batch of(ConversationId conversation, int position) {
    return batch(conversation, recipients(1, position, 2, position), message(position, 1, "m"));
  }

  private void runRouter() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void deliver_group_isShownHereAtOnceAndThenGoesToAllNodes() {
    service.deliver(of(GROUP, 1));
    assertThat(calls).containsExactly("local 1");

    runRouter();

    assertThat(calls).containsExactly("local 1", "all 1");
  }

  @Test
  void deliver_direct_goesWherePresenceSaysTheUsersAre() {
    presence.nodes = Set.of(new NodeId("n2.b"));

    service.deliver(of(DIRECT, 1));
    runRouter();

    assertThat(calls).containsExactly("local 1", "[n2.b] 1");
    assertThat(presence.asked).containsExactly(new UserId(1), new UserId(2));
  }

  @Test
  void deliver_directToNobodyElsewhere_staysHere() {
    service.deliver(of(DIRECT, 1));
    runRouter();

    assertThat(calls).containsExactly("local 1");
  }

  @Test
  void deliver_directWhilePresenceIsAway_goesToAllNodes() {
    presence.away = true;

    service.deliver(of(DIRECT, 1));
    runRouter();

    assertThat(calls).containsExactly("local 1", "all 1");
  }

  @Test
  void deliver_several_reachOtherNodesInTheirOrder() {
    presence.nodes = Set.of(new NodeId("n2.b"));

    service.deliver(of(GROUP, 1));
    service.deliver(of(DIRECT, 2));
    service.deliver(of(GROUP, 3));
    runRouter();

    assertThat(calls)
        .containsExactly("local 1", "local 2", "local 3", "all 1", "[n2.b] 2", "all 3");
    assertThat(tasks).isEmpty();
  }

  @Test
  void deliver_moreThanTheRouterTakes_isNotedAsMissed() {
    int batches = 1_030;
    for (int i = 1; i <= batches; i++) {
      service.deliver(of(GROUP, i));
    }

    assertThat(calls).filteredOn(call -> call.startsWith("missed")).hasSize(6);
    assertThat(calls).contains("missed 1030").doesNotContain("missed 1024");
    runRouter();
    assertThat(calls).filteredOn(call -> call.startsWith("all")).hasSize(1_024);
  }

  @Test
  void deliver_whilePortsThrowErrors_concernsThatBatchOnly() {
    presence.nodes = Set.of(new NodeId("n2.b"));
    presence.error = new StackOverflowError("of this test");
    missedError = new NoClassDefFoundError("of this test");
    service.deliver(of(DIRECT, 1));
    runRouter();
    presence.error = null;
    missedError = null;

    service.deliver(of(DIRECT, 2));
    runRouter();

    assertThat(calls).containsExactly("local 1", "local 2", "[n2.b] 2");
  }

  @Test
  void deliver_whileNoThreadCanBeHad_theNextBatchTriesAgain() {
    boolean[] full = {true};
    var starved =
        new RouteBatchesService(
            batch -> {},
            new Peers(),
            presence,
            task -> {
              if (full[0]) {
                throw new OutOfMemoryError("of this test: no thread");
              }
              tasks.add(task);
            });
    starved.deliver(of(GROUP, 1));
    full[0] = false;

    starved.deliver(of(GROUP, 2));
    runRouter();

    assertThat(calls).containsExactly("all 1", "all 2");
  }

  private final class Peers implements PeerLink {
    @Override
    public void deliverToAll(Batch batch) {
      calls.add("all " + batch.messages().getFirst().position());
    }

    @Override
    public void deliver(Set<NodeId> nodes, Batch batch) {
      calls.add(nodes + " " + batch.messages().getFirst().position());
    }

    @Override
    public void missedByAll(Batch batch) {
      if (missedError != null) {
        throw missedError;
      }
      calls.add("missed " + batch.messages().getFirst().position());
    }

    @Override
    public void replace(NodeId node, UserId user, DeviceName device, long session) {
      calls.add("replace");
    }
  }

  private static final class Presence implements PresenceRegistry {
    private Set<NodeId> nodes = Set.of();
    private List<UserId> asked = List.of();
    private boolean away;
    private @Nullable Error error;

    @Override
    public Optional<Elsewhere> arrived(UserId user, DeviceName device, long session) {
      return Optional.empty();
    }

    @Override
    public void departed(UserId user, DeviceName device, long session) {}

    @Override
    public List<UserId> online(List<UserId> users) {
      return users;
    }

    @Override
    public Set<NodeId> nodesOf(List<UserId> users) {
      if (error != null) {
        throw error;
      }
      if (away) {
        throw new StoreUnavailable("away", true);
      }
      asked = users;
      return nodes;
    }
  }
}
