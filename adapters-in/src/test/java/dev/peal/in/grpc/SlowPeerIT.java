package dev.peal.in.grpc;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.PeerLinkContract.Told;
import dev.peal.application.contract.PeerLinkContract.Told.Delivered;
import dev.peal.application.contract.PeerLinkContract.Told.Missed;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.NodeId;
import dev.peal.out.grpc.GrpcPeerLink;
import dev.peal.peer.GrpcSettings;
import dev.peal.peer.PeerTrust;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A node that takes nothing for a while.
class SlowPeerIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final int USERS = 20;
  private static final int BATCHES = 3_000;

  /// 16 KB each, so that all of them are far more than any buffer holds.
  private static final Message MESSAGE = message(1, 1, "large", new Body.Text("x".repeat(16_000)));

  private final PeerTrust trust = PeerTrust.ofSecret(End.SECRET);
  private final GrpcSettings small =
      new GrpcSettings("127.0.0.1", 0, Optional.empty(), trust, 64, 1 << 20, 1 << 16);

  @Test
  void node_thatTakesNothing_costsAQueueOnly_andIsToldAfterwardsWhoMissedWhat() {
    FakeRegistry registry = new FakeRegistry(new NodeId("self-1"));
    try (End slow = new End("slow-1");
        End quick = new End("quick-1");
        GrpcPeerLink link = new GrpcPeerLink(small, registry)) {
      registry.set(slow.node(), quick.node());
      eventually("linked", () -> slow.receiver().count() == 1 && quick.receiver().count() == 1);

      slow.receiver().hold();
      long longest = 0;
      for (int seq = 1; seq <= BATCHES; seq++) {
        long start = System.nanoTime();
        link.deliverToAll(sample(seq));
        longest = Math.max(longest, System.nanoTime() - start);
        int sent = seq;
        if (seq % 20 == 0) {
          eventually("the quick one keeps up", () -> quick.told().size() > sent - 40);
        }
      }
      slow.receiver().release();
      eventually("the quick one got all", () -> quick.told().size() == BATCHES);
      eventually("every seq is accounted for", () -> accounted(slow) >= BATCHES);

      assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(1));
      assertThat(quick.told()).allMatch(told -> told instanceof Delivered);
      assertThat(slow.told().size()).isLessThan(BATCHES / 2);
      checkOrderAndMarks(slow);
    }
  }

  /// Up to which seq the slow node knows of all users.
  private static long accounted(End slow) {
    return slow.told().isEmpty() ? 0 : lastSeq(slow.told().getLast());
  }

  private static long lastSeq(Told told) {
    return switch (told) {
      case Delivered(var batch) -> batch.recipients().firstSeq(0);
      case Missed(var lastSeqs) -> lastSeqs.get(1L);
      case Told.MissedUnknown() -> 0;
      case Told.Replaced replaced -> replaced.session();
    };
  }

  private static void checkOrderAndMarks(End slow) {
    long reached = 0;
    int marks = 0;
    for (Told told : slow.told()) {
      long last = lastSeq(told);
      if (told instanceof Missed(var lastSeqs)) {
        Map<Long, Long> all = new HashMap<>();
        for (long user = 1; user <= USERS; user++) {
          all.put(user, last);
        }
        assertThat(lastSeqs).isEqualTo(all);
        assertThat(last).isGreaterThan(reached);
        marks++;
      } else {
        // Whatever is not delivered has been told to be missed before what comes after it.
        assertThat(last).isEqualTo(reached + 1);
      }
      reached = last;
    }
    assertThat(marks).isPositive();
  }

  private static Batch sample(long seq) {
    long[] users = new long[USERS];
    long[] firstSeqs = new long[USERS];
    for (int i = 0; i < USERS; i++) {
      users[i] = i + 1L;
      firstSeqs[i] = seq;
    }
    return batch(GROUP, Recipients.of(users, firstSeqs), MESSAGE);
  }
}
