package dev.peal.bench.burst;

import dev.peal.client.ClientSettings;
import dev.peal.client.Encoding;
import dev.peal.client.InboxSettings;
import dev.peal.client.OutboxSettings;
import java.net.URI;
import java.time.Duration;

/// What the members of a burst are like.
///
/// @param encoding how they write frames
/// @param patience how long they wait for the answer to a message before they send it again over
///   another connection, which is also how long a round, and then its rows, may take
public record BurstClients(Encoding encoding, Duration patience) {
  private static final int KNOWN_MESSAGES = 256;

  public BurstClients {
    if (patience.toSeconds() < 1 || patience.toHours() > 1) {
      throw new IllegalArgumentException(
          "patience: " + patience.toSeconds() + " s (expected: 1 s to 1 h)");
    }
  }

  /// As most clients are: binary frames, and a minute of patience.
  public static BurstClients standard() {
    return new BurstClients(Encoding.PROTOBUF, Duration.ofSeconds(60));
  }

  ClientSettings settings(URI webSocket) {
    OutboxSettings usual = OutboxSettings.standard();
    return ClientSettings.standard(webSocket, "bench")
        .with(encoding)
        .with(InboxSettings.standard().withKnownMessages(KNOWN_MESSAGES))
        .with(new OutboxSettings(usual.maxMessages(), usual.maxBytes(), patience));
  }
}
