package dev.peal.bench.ladder.rung;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Delivery;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferedDeliveryTest {
  private static final ConversationId GROUP = ConversationId.group(7);

  private final FakeSessions sessions = new FakeSessions();
  private final List<Runnable> alarms = new ArrayList<>();
  private final Deque<Runnable> flushes = new ArrayDeque<>();

  private Delivery buffered(Delivery target) {
    return new BufferedDelivery(
        3,
        Duration.ofMillis(100),
        (delay, task) -> {
          assertThat(delay).isEqualTo(Duration.ofMillis(100));
          alarms.add(task);
        },
        flushes::add,
        target);
  }

  private static Batch one(ConversationId conversation, long number) {
    return batch(conversation, recipients(1, number, 2, number), message(number, 1, "m" + number));
  }

  private List<List<Long>> shown() {
    while (!flushes.isEmpty()) {
      flushes.poll().run();
    }
    return sessions.delivered().stream()
        .map(batch -> batch.messages().stream().map(message -> message.position()).toList())
        .toList();
  }

  @Test
  void deliver_aFullBuffer_isShownTogetherAtOnce() {
    Delivery delivery = buffered(sessions);
    delivery.deliver(one(GROUP, 1));
    delivery.deliver(one(GROUP, 2));
    assertThat(shown()).isEmpty();

    delivery.deliver(one(GROUP, 3));

    assertThat(shown()).containsExactly(List.of(1L, 2L, 3L));
  }

  @Test
  void deliver_notFull_isShownWhenItsTimeIsUp() {
    Delivery delivery = buffered(sessions);
    delivery.deliver(one(GROUP, 1));
    delivery.deliver(one(GROUP, 2));
    assertThat(alarms).hasSize(1);

    alarms.getFirst().run();

    assertThat(shown()).containsExactly(List.of(1L, 2L));
  }

  @Test
  void alarm_ofABufferThatWasFull_leavesTheNextOneAlone() {
    Delivery delivery = buffered(sessions);
    for (int number = 1; number <= 4; number++) {
      delivery.deliver(one(GROUP, number));
    }
    assertThat(alarms).hasSize(2);

    alarms.getFirst().run();
    assertThat(shown()).containsExactly(List.of(1L, 2L, 3L));

    alarms.getLast().run();
    assertThat(shown()).containsExactly(List.of(1L, 2L, 3L), List.of(4L));
  }

  @Test
  void buffers_ofOneConversation_areShownOneAfterTheOther() {
    Delivery[] again = new Delivery[1];
    List<Integer> waitingDuringAFlush = new ArrayList<>();
    again[0] =
        buffered(batch -> {
          if (sessions.delivered().isEmpty()) {
            for (int number = 4; number <= 6; number++) {
              again[0].deliver(one(GROUP, number));
            }
          }
          waitingDuringAFlush.add(flushes.size());
          sessions.deliver(batch);
        });
    for (int number = 1; number <= 3; number++) {
      again[0].deliver(one(GROUP, number));
    }

    assertThat(shown()).containsExactly(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L));
    assertThat(waitingDuringAFlush).containsExactly(0, 0);
  }

  @Test
  void buffers_ofSeveralConversations_fillApart() {
    Delivery delivery = buffered(sessions);
    delivery.deliver(one(GROUP, 1));
    delivery.deliver(one(ConversationId.group(8), 2));
    delivery.deliver(one(GROUP, 2));
    delivery.deliver(one(GROUP, 3));

    assertThat(shown()).containsExactly(List.of(1L, 2L, 3L));
    assertThat(alarms).hasSize(2);
  }

  @Test
  void flush_thatFails_doesNotHoldUpTheNext() {
    List<Batch> failing = new ArrayList<>();
    Delivery delivery =
        buffered(batch -> {
          if (failing.isEmpty()) {
            failing.add(batch);
            throw new IllegalStateException("for the test");
          }
          sessions.deliver(batch);
        });
    for (int number = 1; number <= 6; number++) {
      delivery.deliver(one(GROUP, number));
    }

    assertThat(shown()).containsExactly(List.of(4L, 5L, 6L));
  }
}
