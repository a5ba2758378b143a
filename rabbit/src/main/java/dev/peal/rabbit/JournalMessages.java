package dev.peal.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/// The two kinds of messages in a queue of the journal, told apart by their type: the record of a
/// batch, and a tick, which is eight bytes with a stamp in microseconds since 1970. All persistent.
public final class JournalMessages {

  private static final String BATCH = "batch";
  private static final String TICK = "tick";
  private static final int PERSISTENT = 2;

  private JournalMessages() {}

  /// Of the record of a batch. `number` comes back with it if the broker returns it.
  public static BasicProperties ofBatch(long batchId, long number) {
    return new BasicProperties.Builder()
        .type(BATCH)
        .deliveryMode(PERSISTENT)
        .messageId(Long.toString(batchId))
        .correlationId(Long.toString(number))
        .build();
  }

  /// The number of a returned record.
  public static OptionalLong number(BasicProperties properties) {
    String number = properties.getCorrelationId();
    try {
      return number == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number));
    } catch (NumberFormatException foreign) {
      return OptionalLong.empty();
    }
  }

  /// Of a tick.
  public static BasicProperties ofTick() {
    return new BasicProperties.Builder().type(TICK).deliveryMode(PERSISTENT).build();
  }

  public static boolean isTick(BasicProperties properties) {
    return TICK.equals(properties.getType());
  }

  public static byte[] tick(long stampMicros) {
    return ByteBuffer.allocate(Long.BYTES).putLong(stampMicros).array();
  }

  /// The stamp of a tick; nothing if the bytes are something else.
  public static OptionalLong stamp(byte[] tick) {
    return tick.length == Long.BYTES
        ? OptionalLong.of(ByteBuffer.wrap(tick).getLong())
        : OptionalLong.empty();
  }
}
