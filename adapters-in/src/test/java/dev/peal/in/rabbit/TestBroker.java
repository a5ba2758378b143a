package dev.peal.in.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import dev.peal.application.port.out.Clock;
import dev.peal.out.clock.SystemClock;
import dev.peal.out.rabbit.JournalLagSettings;
import dev.peal.out.rabbit.JournalWatch;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.rabbit.RabbitJournalSettings;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.record.RecordVersions;
import dev.peal.rabbit.JournalMessages;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RabbitConnection;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.RabbitSettings;
import dev.peal.rabbit.RecordsInHand;
import dev.peal.rabbit.VanishedQueues;
import dev.peal.servers.RabbitServer;
import dev.peal.servers.RealServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// A journal of its own on the broker that all tests share, with a network in between that can be
/// made to fail. Leaves no queue behind.
final class TestBroker implements AutoCloseable {

  static final Clock CLOCK = new SystemClock();

  /// Ticks so seldom that a test sees none but its own.
  static final RabbitConsumerSettings QUIET =
      new RabbitConsumerSettings(100, 64, 100_000, 8L << 20, Duration.ofMinutes(1));

  final LoopbackProxy network;
  final RabbitSettings direct;
  final RabbitSettings throughNetwork;
  final JournalQueues queues;
  final VanishedQueues vanished;
  private final RabbitConnection own;
  private final List<AutoCloseable> closing = new ArrayList<>();

  private TestBroker(RabbitServer server, QueueType type, int count) {
    this.network = new LoopbackProxy(server.host(), server.port());
    this.direct =
        RabbitSettings.defaults(
                List.of(server.host() + ":" + server.port()), server.user(), server.password())
            .withQueues("peal.test." + UUID.randomUUID(), type);
    this.throughNetwork = direct.withAddresses(List.of(network.address()));
    this.queues = JournalQueues.of(direct, count);
    this.vanished = new VanishedQueues(queues, queue -> 0, CLOCK::monotonicNanos);
    this.own = new RabbitConnections(direct).open("peal test");
  }

  /// Through the network, with the shortest heartbeat.
  RabbitSettings impatient() {
    return new RabbitSettings(
        throughNetwork.addresses(),
        direct.user(),
        direct.password(),
        direct.virtualHost(),
        false,
        direct.queues(),
        direct.queueType(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2));
  }

  static TestBroker with(QueueType type, int queues) {
    return new TestBroker(RealServers.rabbit(), type, queues);
  }

  static TestBroker on(RabbitServer server, int queues) {
    return new TestBroker(server, QueueType.QUORUM, queues);
  }

  /// Of a journal whose rows are up to date.
  JournalWatch watch() {
    return new JournalWatch(
        vanished,
        () -> {
          long[] now = new long[queues.count()];
          Arrays.fill(now, CLOCK.wallMillis() * 1_000);
          return now;
        },
        JournalLagSettings.defaults());
  }

  RabbitJournal journal(RabbitSettings through, RecordsInHand inHand) {
    return journal(through, RabbitJournalSettings.defaults(), inHand);
  }

  RabbitJournal journal(
      RabbitSettings through, RabbitJournalSettings settings, RecordsInHand inHand) {
    return journal(through, settings, inHand, () -> RecordVersions.HIGHEST);
  }

  RabbitJournal journal(
      RabbitSettings through,
      RabbitJournalSettings settings,
      RecordsInHand inHand,
      IntSupplier level) {
    var journal =
        RabbitJournal.connect(
            new RabbitConnections(through), queues, settings, CLOCK, inHand, watch().of(level));
    closing.add(journal);
    return journal;
  }

  /// A journal whose rows stand where the function says, with bounds for how far they may.
  RabbitJournal journal(Supplier<long[]> watermarks, JournalLagSettings lag) {
    var journal =
        RabbitJournal.connect(
            new RabbitConnections(direct),
            queues,
            RabbitJournalSettings.defaults(),
            CLOCK,
            new RecordsInHand(),
            new JournalWatch(vanished, watermarks, lag));
    closing.add(journal);
    return journal;
  }

  JournalConsumer consumer(
      RabbitSettings through,
      RabbitConsumerSettings settings,
      UseCases useCases,
      RecordsInHand inHand) {
    return consumer(through, settings, useCases, RecordCodec::decodeBatch, inHand);
  }

  JournalConsumer consumer(
      RabbitSettings through,
      RabbitConsumerSettings settings,
      UseCases useCases,
      RecordReader reader,
      RecordsInHand inHand) {
    var consumer =
        new JournalConsumer(
            new RabbitConnections(through),
            queues,
            settings,
            useCases,
            reader,
            CLOCK,
            inHand,
            vanished);
    closing.add(consumer);
    consumer.start();
    return consumer;
  }

  /// A channel past the network.
  Channel channel() throws IOException {
    return own.channel();
  }

  /// Puts a tick into a queue, and waits until it is there.
  void tick(int queue, long stampMicros) throws Exception {
    publish(queue, JournalMessages.ofTick(), JournalMessages.tick(stampMicros));
  }

  void publish(int queue, BasicProperties properties, byte[] body) throws Exception {
    try (Channel channel = channel()) {
      channel.confirmSelect();
      channel.basicPublish("", queues.name(queue), true, properties, body);
      channel.waitForConfirmsOrDie(10_000);
    }
  }

  /// Messages that lie ready in a queue.
  long ready(String queue) {
    try (Channel channel = channel()) {
      return channel.messageCount(queue);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Takes batches out of a queue, up to a certain one, and says which they were.
  List<Long> takeUpTo(String queue, long lastBatch) throws Exception {
    var ids = new LinkedBlockingQueue<Long>();
    List<Long> taken = new ArrayList<>();
    try (Channel channel = channel()) {
      channel.basicConsume(
          queue,
          true,
          (tag, message) -> ids.add(RecordCodec.decodeBatch(message.getBody()).id()),
          tag -> {});
      while (taken.isEmpty() || taken.getLast() != lastBatch) {
        Long next = ids.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("one more after %s", taken).isNotNull();
        taken.add(next);
      }
    }
    return taken;
  }

  @Override
  public void close() {
    network.close();
    for (AutoCloseable one : closing.reversed()) {
      try {
        one.close();
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }
    try (own;
        Channel channel = channel()) {
      for (int queue = 0; queue < queues.count(); queue++) {
        channel.queueDelete(queues.name(queue));
      }
      channel.queueDelete(queues.dead());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (TimeoutException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
