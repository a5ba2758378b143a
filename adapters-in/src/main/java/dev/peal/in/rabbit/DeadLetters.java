package dev.peal.in.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.JournalQueues;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue where messages lie that cannot be read, for a person to look at, so that one of them
/// does not stop the others. It should be empty; when it is not, that is logged as an error.
///
/// Thread-safe.
final class DeadLetters {

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  static final String QUEUE = "peal-queue";
  static final String WHY = "peal-why";

  private static final int CONFIRM_MILLIS = 10_000;
  private static final int WHY_LENGTH = 300;

  private final HeldConnection connection;
  private final JournalQueues queues;
  private volatile long count;

  DeadLetters(HeldConnection connection, JournalQueues queues) {
    this.connection = connection;
    this.queues = queues;
  }

  /// Puts a message there as it is, with where it came from and why in its headers `peal-queue` and
  /// `peal-why`, and waits for the confirm. Doing it again leaves it there twice.
  ///
  /// @throws StoreUnavailable it may not be there; a retry is safe
  void put(int queue, Portion.Unreadable unreadable) throws InterruptedException {
    log.error(
        "A message of {} cannot be read and goes to {}: {}",
        queues.name(queue),
        queues.dead(),
        unreadable.why());
    var returned = new AtomicBoolean();
    try (Channel channel = connection.channel()) {
      queues.declareDead(channel);
      channel.confirmSelect();
      channel.addReturnListener(ignored -> returned.set(true));
      channel.basicPublish(
          "", queues.dead(), true, explained(queue, unreadable), unreadable.message().body());
      if (!channel.waitForConfirms(CONFIRM_MILLIS) || returned.get()) {
        throw new StoreUnavailable(queues.dead() + " does not take a message", false);
      }
    } catch (IOException | ShutdownSignalException | TimeoutException failure) {
      throw new StoreUnavailable(queues.dead() + ": " + failure, failure, false);
    }
  }

  private static BasicProperties explained(int queue, Portion.Unreadable unreadable) {
    BasicProperties given = unreadable.message().properties();
    Map<String, Object> headers = new HashMap<>();
    if (given.getHeaders() != null) {
      headers.putAll(given.getHeaders());
    }
    String why = unreadable.why();
    headers.put(QUEUE, queue);
    headers.put(WHY, why.substring(0, Math.min(why.length(), WHY_LENGTH)));
    return given.builder().headers(headers).deliveryMode(2).build();
  }

  /// Asks the broker how many there are, and complains of more than before. Blocks for a round
  /// trip; when the broker does not answer, the last count stands.
  void check() {
    try (Channel channel = connection.channel()) {
      long found = channel.messageCount(queues.dead());
      if (found > count) {
        log.error("{} messages lie in {}: look at them, they are not stored", found, queues.dead());
      }
      count = found;
    } catch (IOException | ShutdownSignalException | TimeoutException | StoreUnavailable failure) {
      if (JournalQueues.saysMissing(failure)) {
        declareAnew();
      } else {
        log.debug("{} could not be counted", queues.dead(), failure);
      }
    }
  }

  private void declareAnew() {
    log.error(
        "{} was gone and is made anew; {} messages that could not be read lay in it when it was"
            + " counted last. Find out who deletes queues of RabbitMQ.",
        queues.dead(),
        count);
    count = 0;
    try (Channel channel = connection.channel()) {
      queues.declareDead(channel);
    } catch (IOException | ShutdownSignalException | TimeoutException | StoreUnavailable later) {
      log.debug("{} is not declared yet", queues.dead(), later);
    }
  }

  /// What [#check] found last.
  long count() {
    return count;
  }
}
