package dev.peal.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.port.out.StoreUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/// The queues of the journal: `<prefix>.0` and so on, reached through the default exchange under
/// their names, and `<prefix>.dead`, where what they reject ends. Immutable; whoever comes first
/// declares them, and all declare them alike.
///
/// - One consumer at a time (`x-single-active-consumer`): records are handled in order.
/// - The delivery limit is out of reach. Without one RabbitMQ 4 throws a message away that was
///   delivered 20 times, which it is when MySQL is away for a while; -1, which means none there, is
///   refused by 3.x.
/// - What the broker would drop in spite of that (by an operator's policy) goes to the dead queue,
///   and leaves its own queue only when it is there (`at-least-once`, which wants
///   `reject-publish`).
///
/// @param prefix what their names begin with
/// @param count how many there are; the same on every node, for ever
public record JournalQueues(String prefix, QueueType type, int count) {

  private static final int DELIVERY_LIMIT = 2_000_000_000;
  private static final int CHECK_MILLIS = 10_000;

  public JournalQueues {
    if (count < 1 || count > 1_024) {
      throw new IllegalArgumentException("queues: " + count + " (expected: 1 to 1024)");
    }
  }

  /// The queues that the settings name.
  public static JournalQueues of(RabbitSettings settings, int count) {
    return new JournalQueues(settings.queues(), settings.queueType(), count);
  }

  /// The name of a queue.
  public String name(int queue) {
    return prefix + "." + queue;
  }

  /// The name of the queue for what cannot be handled.
  public String dead() {
    return prefix + ".dead";
  }

  /// Declares all of them. Idempotent; blocks for a round trip each.
  ///
  /// @throws IOException the channel is gone
  /// @throws IllegalStateException one exists and is of another kind; the channel is gone then
  public void declare(Channel channel) throws IOException {
    declare(channel, dead(), deadArguments());
    for (int queue = 0; queue < count; queue++) {
      declare(channel, queue);
    }
  }

  /// Declares one of them; as [#declare(Channel)].
  public void declare(Channel channel, int queue) throws IOException {
    declare(channel, name(queue), arguments());
  }

  /// Declares the dead queue; as [#declare(Channel)].
  public void declareDead(Channel channel) throws IOException {
    declare(channel, dead(), deadArguments());
  }

  /// Those of the journal's queues that are not there. Blocks for a round trip each.
  ///
  /// @throws IOException the connection is gone
  public List<Integer> missing(Channels channels) throws IOException {
    List<Integer> missing = new ArrayList<>();
    for (int queue = 0; queue < count; queue++) {
      if (isMissing(channels, name(queue))) {
        missing.add(queue);
      }
    }
    return missing;
  }

  /// Whether a queue of that name is not there, as when somebody has deleted it. One whose broker
  /// is down is there. Blocks for a few round trips.
  ///
  /// @throws IOException the connection is gone
  public static boolean isMissing(Channels channels, String name) throws IOException {
    Channel asking = channels.open();
    try {
      asking.queueDeclarePassive(name);
      return false;
    } catch (IOException failure) {
      if (saysMissing(failure)) {
        return true;
      }
      throw failure;
    } finally {
      asking.abort();
    }
  }

  /// Whether a call failed since the queue that it names is not there.
  public static boolean saysMissing(Throwable failure) {
    Throwable cause = failure instanceof ShutdownSignalException ? failure : failure.getCause();
    return cause instanceof ShutdownSignalException closed
        && closed.getReason() instanceof AMQP.Channel.Close close
        && close.getReplyCode() == AMQP.NOT_FOUND
        && close.getReplyText().contains("no queue");
  }

  /// Opens channels of a connection.
  @FunctionalInterface
  public interface Channels {
    Channel open() throws IOException;
  }

  private void declare(Channel channel, String name, Map<String, Object> arguments)
      throws IOException {
    try {
      channel.queueDeclare(name, true, false, false, arguments);
    } catch (IOException failure) {
      if (failure.getCause() instanceof ShutdownSignalException closed
          && closed.getReason() instanceof AMQP.Channel.Close close
          && close.getReplyCode() == AMQP.PRECONDITION_FAILED) {
        throw new IllegalStateException(
            "RabbitMQ has a queue "
                + name
                + " that Peal would have made otherwise ("
                + close.getReplyText()
                + "). If the cluster was set up with another rabbitmq.queue-type, set that again; if the"
                + " queue is not this cluster's, set another cluster.name or"
                + " rabbitmq.virtual-host",
            failure);
      }
      complainOfRights(failure, name);
      throw failure;
    }
  }

  /// Looks whether the user may publish and consume, so that a missing right is found at the start
  /// and not by the first message. Nothing is published that anybody gets, and nothing consumed.
  /// The queues have to be declared. Blocks for a few round trips; ends a channel of its own.
  ///
  /// @throws StoreUnavailable a right is missing; says which
  /// @throws IOException the connection is gone
  public void checkRights(Connection connection, boolean consuming)
      throws IOException, InterruptedException, TimeoutException {
    Channel publishing = connection.createChannel();
    try {
      publishing.confirmSelect();
      publishing.basicPublish("", prefix + ".nowhere", null, new byte[0]);
      var _ = publishing.waitForConfirms(CHECK_MILLIS);
    } catch (IOException | ShutdownSignalException failure) {
      complainOfRights(failure, dead());
      throw failure;
    } finally {
      publishing.abort();
    }
    if (!consuming) {
      return;
    }
    Channel reading = connection.createChannel();
    try {
      reading.basicQos(1);
      String tag = reading.basicConsume(dead(), false, new DefaultConsumer(reading));
      reading.basicCancel(tag);
    } catch (IOException | ShutdownSignalException failure) {
      complainOfRights(failure, dead());
      throw failure;
    } finally {
      // What it was given goes back.
      reading.abort();
    }
  }

  /// @throws StoreUnavailable the failure is that a right is missing
  private void complainOfRights(Exception failure, String queue) {
    Throwable signal = failure instanceof ShutdownSignalException ? failure : failure.getCause();
    if (signal instanceof ShutdownSignalException closed
        && closed.getReason() instanceof AMQP.Channel.Close close
        && close.getReplyCode() == AMQP.ACCESS_REFUSED) {
      throw new StoreUnavailable(
          "RabbitMQ refuses a right ("
              + close.getReplyText()
              + "); rabbitmq.user needs configure, write and read on queues that begin with "
              + prefix
              + ", and write on the default exchange, as with rabbitmqctl set_permissions -p"
              + " VHOST USER '^"
              + prefix
              + ".*' '^("
              + prefix
              + ".*|amq.default)$' '^"
              + prefix
              + ".*' (seen at "
              + queue
              + ")",
          failure,
          true);
    }
  }

  private Map<String, Object> arguments() {
    Map<String, Object> arguments = deadArguments();
    arguments.put("x-single-active-consumer", true);
    arguments.put("x-dead-letter-exchange", "");
    arguments.put("x-dead-letter-routing-key", dead());
    if (type == QueueType.QUORUM) {
      arguments.put("x-dead-letter-strategy", "at-least-once");
      arguments.put("x-overflow", "reject-publish");
    }
    return arguments;
  }

  private Map<String, Object> deadArguments() {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("x-queue-type", type.argument());
    if (type == QueueType.QUORUM) {
      arguments.put("x-delivery-limit", DELIVERY_LIMIT);
      arguments.put("x-queue-leader-locator", "balanced");
    }
    return arguments;
  }
}
