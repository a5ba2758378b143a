package dev.peal.in.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.peal.rabbit.JournalMessages;

/// One message as the broker gave it. Immutable, the body by agreement.
final class Delivered {

  private final long tag;
  private final boolean redelivered;
  private final BasicProperties properties;
  private final byte[] body;

  Delivered(long tag, boolean redelivered, BasicProperties properties, byte[] body) {
    this.tag = tag;
    this.redelivered = redelivered;
    this.properties = properties;
    this.body = body;
  }

  /// Its number on its channel.
  long tag() {
    return tag;
  }

  /// Whether it was given before, here or elsewhere, and not acknowledged.
  boolean redelivered() {
    return redelivered;
  }

  BasicProperties properties() {
    return properties;
  }

  byte[] body() {
    return body;
  }

  boolean isTick() {
    return JournalMessages.isTick(properties);
  }
}
