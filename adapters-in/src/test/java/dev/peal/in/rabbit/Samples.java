package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import java.util.concurrent.TimeUnit;

/// Batches of one conversation, and deadlines.
final class Samples {

  static final ConversationId GROUP = ConversationId.group(7);

  private Samples() {}

  static Batch sample(int number) {
    return batch(GROUP, recipients(1, number, 2, number), message(number, 1, "m" + number));
  }

  /// One whose record has more than `bytes`.
  static Batch large(int number, int bytes) {
    return batch(
        GROUP,
        recipients(1, number),
        message(number, 1, "m" + number, new Body.Text("x".repeat(bytes))));
  }

  static long in(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  static long inTime() {
    return in(20_000);
  }
}
