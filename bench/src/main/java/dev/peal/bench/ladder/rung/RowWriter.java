package dev.peal.bench.ladder.rung;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.peal.application.port.out.StoreUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the rows of what lies in the queue, a batch a transaction, as many at once as it is told
/// to take. What fails goes back into the queue. Thread-safe; begins when it is made.
final class RowWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RowWriter.class);

  private final Channel channel;
  private final BodyFormat format;
  private final RoadConnections connections;
  private final RoadRows rows;
  private final Executor workers;
  private final AtomicLong inQueue;
  private final ReentrantLock answering = new ReentrantLock();

  private RowWriter(
      Channel channel,
      BodyFormat format,
      RoadConnections connections,
      RoadRows rows,
      Executor workers,
      AtomicLong inQueue) {
    this.channel = channel;
    this.format = format;
    this.connections = connections;
    this.rows = rows;
    this.workers = workers;
    this.inQueue = inQueue;
  }

  /// `atOnce` batches are taken out of the queue before one of them is answered for, each written
  /// by `workers`; `inQueue` is lowered for each.
  ///
  /// @throws StoreUnavailable the broker does not let it
  static RowWriter start(
      RowQueue queue,
      int atOnce,
      BodyFormat format,
      RoadConnections connections,
      RoadRows rows,
      Executor workers,
      AtomicLong inQueue) {
    Channel channel = queue.consumer();
    var writer = new RowWriter(channel, format, connections, rows, workers, inQueue);
    try {
      channel.basicQos(atOnce);
      var _ = channel.basicConsume(queue.name(), false, writer.consumer());
      return writer;
    } catch (IOException failure) {
      throw new StoreUnavailable("RabbitMQ: no consumer of " + queue.name(), failure, true);
    }
  }

  private DefaultConsumer consumer() {
    return new DefaultConsumer(channel) {
      @Override
      public void handleDelivery(
          String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] record) {
        workers.execute(() -> write(envelope.getDeliveryTag(), record));
      }
    };
  }

  private void write(long tag, byte[] record) {
    boolean written = false;
    try {
      var batch = format.batch(record);
      int _ = Transaction.run(connections, connection -> rows.write(connection, batch));
      written = true;
      inQueue.decrementAndGet();
    } catch (SQLException later) {
      log.warn("A batch goes back into the queue: {}", later.getMessage());
    } catch (RuntimeException bug) {
      log.error("A batch goes back into the queue", bug);
    }
    answer(tag, written);
  }

  private void answer(long tag, boolean written) {
    answering.lock();
    try {
      if (written) {
        channel.basicAck(tag, false);
      } else {
        channel.basicNack(tag, false, true);
      }
    } catch (IOException | RuntimeException gone) {
      log.warn("The broker will give out batch {} again: {}", tag, gone.getMessage());
    } finally {
      answering.unlock();
    }
  }

  /// Takes no more; what was taken and not answered for comes again.
  @Override
  public void close() {
    try {
      channel.abort();
    } catch (IOException gone) {
      log.debug("The channel was closed already", gone);
    }
  }
}
