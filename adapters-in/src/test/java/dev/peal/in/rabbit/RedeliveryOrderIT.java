package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.peal.rabbit.JournalMessages;
import dev.peal.rabbit.QueueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// In which order the broker gives out again what was not acknowledged: what the handling of ticks
/// stands on, see decision 9.
class RedeliveryOrderIT {

  private final Map<Channel, String> tags = new HashMap<>();
  private TestBroker broker;

  /// One delivery: the number that was published, and whether it came again.
  private record Got(int number, boolean again) {}

  private void open(QueueType type) throws Exception {
    broker = TestBroker.with(type, 1);
    try (Channel channel = broker.channel()) {
      broker.queues.declare(channel);
    }
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void publish(int from, int to) throws Exception {
    for (int number = from; number <= to; number++) {
      broker.publish(0, JournalMessages.ofTick(), new byte[] {(byte) number});
    }
  }

  private List<Got> consume(Channel channel, int prefetch) throws Exception {
    List<Got> got = Collections.synchronizedList(new ArrayList<>());
    channel.basicQos(prefetch);
    tags.put(
        channel,
        channel.basicConsume(
            broker.queues.name(0),
            false,
            new DefaultConsumer(channel) {
              @Override
              public void handleDelivery(
                  String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                got.add(new Got(body[0], envelope.isRedeliver()));
              }
            }));
    return got;
  }

  private static List<Integer> numbers(List<Got> got) {
    return got.stream().map(Got::number).toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource(QueueType.class)
  void channelClosed_samePrefetch_inOrder_flagged_beforeFreshOnes(QueueType type) throws Exception {
    open(type);
    publish(1, 30);
    Channel first = broker.channel();
    List<Got> given = consume(first, 20);
    eventually("it has its 20", () -> given.size() == 20);
    first.basicAck(5, true);
    eventually("it has 5 more", () -> given.size() == 25);
    Channel second = broker.channel();
    List<Got> again = consume(second, 20);

    first.close();

    eventually("the second has its 20", () -> again.size() == 20);
    assertThat(numbers(again)).isEqualTo(range(6, 25));
    assertThat(again).allMatch(Got::again);
    second.basicAck(20, true);
    eventually("the second has the others", () -> again.size() == 25);
    assertThat(numbers(again)).isEqualTo(range(6, 30));
    assertThat(again.subList(20, 25)).noneMatch(Got::again);
  }

  /// The second consumer takes only some of what the first gave back, and gives that back behind
  /// the rest: in a quorum queue the order among them is lost. They are flagged, and come before
  /// all that were never given out.
  @ParameterizedTest
  @EnumSource(QueueType.class)
  void channelsClosed_smallerPrefetchBetween_orderOfQuorumQueueIsLost_flagsAreNot(QueueType type)
      throws Exception {
    open(type);
    publish(1, 12);
    Channel first = broker.channel();
    List<Got> given = consume(first, 10);
    eventually("it has its 10", () -> given.size() == 10);
    Channel second = broker.channel();
    List<Got> few = consume(second, 4);
    first.close();
    eventually("the second has its 4", () -> few.size() == 4);
    Channel third = broker.channel();
    List<Got> last = consume(third, 20);

    second.close();

    eventually("the third has all", () -> last.size() == 12);
    assertThat(numbers(few)).isEqualTo(range(1, 4));
    if (type == QueueType.QUORUM) {
      assertThat(numbers(last)).containsExactly(5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 11, 12);
    } else {
      assertThat(numbers(last)).isEqualTo(range(1, 12));
    }
    assertThat(last.subList(0, 10)).allMatch(Got::again);
    assertThat(last.subList(10, 12)).noneMatch(Got::again);
  }

  /// Why the worker never cancels its consumer.
  @Test
  void consumerCancelled_theNextOneGoesOnBehindWhatTheFirstStillHas() throws Exception {
    open(QueueType.QUORUM);
    publish(1, 4);
    Channel first = broker.channel();
    List<Got> given = consume(first, 2);
    eventually("it has its 2", () -> given.size() == 2);
    Channel second = broker.channel();
    List<Got> next = consume(second, 2);

    first.basicCancel(tags.get(first));

    eventually("the second has 2", () -> next.size() == 2);
    assertThat(numbers(next)).containsExactly(3, 4);
  }
}
