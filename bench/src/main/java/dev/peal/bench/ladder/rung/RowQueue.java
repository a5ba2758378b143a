package dev.peal.bench.ladder.rung;

import com.rabbitmq.client.Channel;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.RabbitConnection;
import dev.peal.rabbit.RabbitConnections;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue in RabbitMQ behind which rows are written: a quorum queue, whose confirm means that
/// the batch is on the disk. Publishers and the consumer have a connection each.
final class RowQueue implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RowQueue.class);

  private final String name;
  private final RabbitConnection publishing;
  private final RabbitConnection consuming;

  private RowQueue(String name, RabbitConnection publishing, RabbitConnection consuming) {
    this.name = name;
    this.publishing = publishing;
    this.consuming = consuming;
  }

  /// Connects, and declares the queue.
  ///
  /// @throws StoreUnavailable the broker does not do it
  static RowQueue open(RabbitConnections connections, String name) {
    var queue =
        new RowQueue(name, connections.open("rung publisher"), connections.open("rung consumer"));
    try (Channel channel = queue.publishing.channel()) {
      var _ = channel.queueDeclare(name, true, false, false, Map.of("x-queue-type", "quorum"));
      return queue;
    } catch (IOException | TimeoutException failure) {
      queue.close();
      throw new StoreUnavailable("RabbitMQ: no queue " + name, failure, true);
    }
  }

  String name() {
    return name;
  }

  Channel publisher() {
    return channel(publishing);
  }

  Channel consumer() {
    return channel(consuming);
  }

  private static Channel channel(RabbitConnection connection) {
    try {
      return connection.channel();
    } catch (IOException failure) {
      throw new StoreUnavailable("RabbitMQ: no channel", failure, true);
    }
  }

  /// Deletes the queue: its rung is over, and nobody else knows its name.
  @Override
  public void close() {
    consuming.close();
    try (Channel channel = publishing.channel()) {
      var _ = channel.queueDelete(name);
    } catch (IOException | TimeoutException | RuntimeException gone) {
      log.warn("Queue {} is left behind: {}", name, gone.getMessage());
    }
    publishing.close();
  }
}
