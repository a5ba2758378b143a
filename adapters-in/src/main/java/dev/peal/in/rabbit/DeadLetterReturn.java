package dev.peal.in.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.RabbitConnection;
import dev.peal.rabbit.RabbitConnections;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Puts what lies in the dead queue back where it came from, once there are nodes that can read it.
/// What still cannot be read comes back to it. Messages that have rows already are skipped, and
/// what is late by now gets new seqs.
public final class DeadLetterReturn {

  private static final int CONFIRM_MILLIS = 10_000;

  private DeadLetterReturn() {}

  /// How many were put back, and how many were left, since nothing says where they came from.
  public record Done(int putBack, int left) {}

  /// Looks once at each message that is there when it begins. One leaves the dead queue when it is
  /// confirmed in the other; breaking off in between leaves it in both, which is harmless.
  ///
  /// @throws StoreUnavailable the broker cannot be reached, or does not take a message; doing it
  ///   again is safe
  public static Done putBack(RabbitConnections connections, JournalQueues queues) {
    try (RabbitConnection connection = connections.open("peal dead letters");
        Channel channel = connection.channel()) {
      queues.declareDead(channel);
      channel.confirmSelect();
      var returned = new AtomicBoolean();
      channel.addReturnListener(ignored -> returned.set(true));
      int putBack = 0;
      int left = 0;
      for (long more = channel.messageCount(queues.dead()); more > 0; more--) {
        GetResponse message = channel.basicGet(queues.dead(), false);
        if (message == null) {
          break;
        }
        OptionalInt origin = origin(message.getProps(), queues);
        if (origin.isEmpty()) {
          left++; // It goes back to its place when the channel is closed.
          continue;
        }
        channel.basicPublish(
            "",
            queues.name(origin.getAsInt()),
            true,
            asItWas(message.getProps()),
            message.getBody());
        if (!channel.waitForConfirms(CONFIRM_MILLIS) || returned.get()) {
          throw new StoreUnavailable(
              queues.name(origin.getAsInt()) + " does not take a message", false);
        }
        channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
        putBack++;
      }
      return new Done(putBack, left);
    } catch (IOException | AlreadyClosedException | TimeoutException failure) {
      throw new StoreUnavailable(queues.dead() + ": " + failure, failure, false);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable(queues.dead() + ": interrupted", stop, false);
    }
  }

  /// The queue that a message came from: as [DeadLetters] says, or the broker, which puts one there
  /// by an operator's policy.
  private static OptionalInt origin(BasicProperties properties, JournalQueues queues) {
    Map<String, Object> headers = properties.getHeaders();
    if (headers == null) {
      return OptionalInt.empty();
    }
    if (headers.get(DeadLetters.QUEUE) instanceof Number number
        && number.longValue() >= 0
        && number.longValue() < queues.count()) {
      return OptionalInt.of(number.intValue());
    }
    String name = String.valueOf(headers.get("x-first-death-queue"));
    for (int queue = 0; queue < queues.count(); queue++) {
      if (queues.name(queue).equals(name)) {
        return OptionalInt.of(queue);
      }
    }
    return OptionalInt.empty();
  }

  private static BasicProperties asItWas(BasicProperties properties) {
    Map<String, Object> headers = new HashMap<>(properties.getHeaders());
    headers.remove(DeadLetters.QUEUE);
    headers.remove(DeadLetters.WHY);
    return properties.builder().headers(headers).deliveryMode(2).build();
  }
}
