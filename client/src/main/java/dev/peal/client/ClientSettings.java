package dev.peal.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/// What a client needs to know.
///
/// @param server where the WebSocket is, as in `ws://127.0.0.1:8080/ws`
/// @param otherServers nodes of the same cluster, to turn to when a connection ends or is not made
/// @param device names this device among the user's
/// @param firstPing how long after login the first ping goes, which finds what was stored around
///   the login; the server says how often the others go
/// @param encoding how frames are written
public record ClientSettings(
    URI server,
    List<URI> otherServers,
    String device,
    InboxSettings inbox,
    AckSettings ack,
    OutboxSettings outbox,
    ReconnectSettings reconnect,
    Duration firstPing,
    Encoding encoding) {
  public ClientSettings {
    otherServers = List.copyOf(otherServers);
    requireWebSocket(server);
    otherServers.forEach(ClientSettings::requireWebSocket);
    if (device.isEmpty() || device.length() > 64) {
      throw new IllegalArgumentException("device: " + device + " (expected: 1 to 64 characters)");
    }
    Require.notNegative("firstPing", firstPing);
  }

  private static void requireWebSocket(URI server) {
    if (!"ws".equals(server.getScheme()) || server.getHost() == null) {
      throw new IllegalArgumentException(
          "server: " + server + " (expected: ws://host:port/ws, without TLS)");
    }
  }

  /// The usual settings.
  public static ClientSettings standard(URI server, String device) {
    return new ClientSettings(
        server,
        List.of(),
        device,
        InboxSettings.standard(),
        AckSettings.standard(),
        OutboxSettings.standard(),
        ReconnectSettings.standard(),
        Duration.ofSeconds(1),
        Encoding.PROTOBUF);
  }

  /// The same with other nodes to turn to.
  public ClientSettings withOtherServers(List<URI> others) {
    return new ClientSettings(
        server, others, device, inbox, ack, outbox, reconnect, firstPing, encoding);
  }

  /// The same with another inbox.
  public ClientSettings with(InboxSettings other) {
    return new ClientSettings(
        server, otherServers, device, other, ack, outbox, reconnect, firstPing, encoding);
  }

  /// The same with other acknowledgements.
  public ClientSettings with(AckSettings other) {
    return new ClientSettings(
        server, otherServers, device, inbox, other, outbox, reconnect, firstPing, encoding);
  }

  /// The same with another outbox.
  public ClientSettings with(OutboxSettings other) {
    return new ClientSettings(
        server, otherServers, device, inbox, ack, other, reconnect, firstPing, encoding);
  }

  /// The same with another way of coming back.
  public ClientSettings with(ReconnectSettings other) {
    return new ClientSettings(
        server, otherServers, device, inbox, ack, outbox, other, firstPing, encoding);
  }

  /// The same with another first ping.
  public ClientSettings withFirstPing(Duration delay) {
    return new ClientSettings(
        server, otherServers, device, inbox, ack, outbox, reconnect, delay, encoding);
  }

  /// The same with frames written in another way.
  public ClientSettings with(Encoding other) {
    return new ClientSettings(
        server, otherServers, device, inbox, ack, outbox, reconnect, firstPing, other);
  }
}
