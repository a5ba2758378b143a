package dev.peal.in.websocket;

import java.time.Duration;

/// The bounds and times of sessions.
///
/// - `node`: the name of this node, told to clients.
/// - `maxFrameBytes`: the largest WebSocket message taken; a larger one ends the connection.
/// - `maxSessions`, `maxWaiting`: connections at once, and those among them that are not logged in.
/// - `framesPerSecond`: how many frames a session is read at in the long run; a faster one is read
///   more slowly, and loses nothing.
/// - `loginTimeout`: from the connection to its login.
/// - `pingInterval`: how often a client is asked to ping.
/// - `idleTimeout`: a session that sends nothing for this long is closed.
/// - `ackTimeout`: an unacknowledged push is sent again after this time.
/// - `writeTimeout`: a client that takes nothing for this long is cut off.
/// - `writeBufferBytes`: bytes a client may have outstanding before it gets no more pushes.
/// - `reconnectSpread`: over how much time the clients of a node that goes down come back.
public record WebSocketSettings(
    String node,
    int maxFrameBytes,
    int maxSessions,
    int maxWaiting,
    int framesPerSecond,
    Duration loginTimeout,
    Duration pingInterval,
    Duration idleTimeout,
    Duration ackTimeout,
    Duration writeTimeout,
    int writeBufferBytes,
    Duration reconnectSpread) {

  public WebSocketSettings {
    require("websocket.max-frame-bytes", maxFrameBytes, 128 << 10, 16 << 20);
    require("websocket.max-sessions", maxSessions, 1, 10_000_000);
    require("websocket.max-waiting", maxWaiting, 1, 10_000_000);
    require("websocket.frames-per-second", framesPerSecond, 1, 1_000_000);
    require("websocket.login-timeout", loginTimeout, 100, 600_000);
    require("websocket.ping-interval", pingInterval, 100, 600_000);
    require("websocket.idle-timeout", idleTimeout, pingInterval.toMillis() + 1, 3_600_000);
    require("websocket.ack-timeout", ackTimeout, 100, 600_000);
    require("websocket.write-timeout", writeTimeout, 100, 600_000);
    require("websocket.write-buffer-bytes", writeBufferBytes, 16 << 10, 1 << 28);
    require("websocket.reconnect-spread", reconnectSpread, 0, 600_000);
  }

  /// What a node has when nothing is configured.
  public static WebSocketSettings defaults(String node) {
    return new WebSocketSettings(
        node,
        256 << 10,
        100_000,
        20_000,
        1_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(25),
        Duration.ofSeconds(75),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        1 << 20,
        Duration.ofSeconds(5));
  }

  private static void require(String key, Duration value, long leastMillis, long mostMillis) {
    if (value.toMillis() < leastMillis || value.toMillis() > mostMillis) {
      throw new IllegalArgumentException(
          key
              + ": "
              + value.toMillis()
              + " ms (expected: "
              + leastMillis
              + " ms to "
              + mostMillis
              + " ms)");
    }
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
