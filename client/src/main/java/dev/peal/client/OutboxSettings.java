package dev.peal.client;

import java.time.Duration;

/// How much a client may have on its way.
///
/// @param maxMessages messages without an answer; further ones are refused at once
/// @param maxBytes the encoded contents of those together
/// @param answerTimeout how long a send may go unanswered on a live connection before the client
///   gives that connection up; longer than the server takes to abandon a batch
public record OutboxSettings(int maxMessages, long maxBytes, Duration answerTimeout) {
  public OutboxSettings {
    Require.atLeast("maxMessages", maxMessages, 1);
    Require.atLeast("maxBytes", maxBytes, 1);
    Require.notNegative("answerTimeout", answerTimeout);
  }

  /// 1,024 messages, 8 MiB, 30 s.
  public static OutboxSettings standard() {
    return new OutboxSettings(1024, 8L * 1024 * 1024, Duration.ofSeconds(30));
  }
}
