package dev.peal.bench.ladder.rung;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.DeliveryContract;
import dev.peal.application.port.out.Delivery;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelDeliveryTest extends DeliveryContract {
  private static final int PARTS = 3;

  private final FakeSessions sessions = new FakeSessions();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.close();
  }

  @Override
  protected Delivery delivery() {
    return new ParallelDelivery(PARTS, threads, sessions);
  }

  @Override
  protected Receiver connect(UserId user, DeviceName device) {
    return sessions.connect(user);
  }

  @Test
  void deliver_parts_areOnTheirWayTogetherAndEachRecipientIsInOne() {
    CyclicBarrier all = new CyclicBarrier(PARTS);
    Delivery target =
        batch -> {
          try {
            all.await(20, TimeUnit.SECONDS);
          } catch (Exception alone) {
            throw new IllegalStateException("the parts are not shown in parallel", alone);
          }
          sessions.deliver(batch);
        };

    new ParallelDelivery(PARTS, threads, target)
        .deliver(
            batch(
                ConversationId.group(7),
                recipients(1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1),
                message(1, 1, "a")));

    assertThat(sessions.delivered()).hasSize(PARTS);
    assertThat(sessions.delivered().stream().mapToInt(part -> part.recipients().size()).sum())
        .isEqualTo(7);
  }
}
