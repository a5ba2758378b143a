package dev.peal.peer;

import java.util.Optional;

/// What both ends of the calls between nodes can be told. Every value is checked here; a wrong one
/// is an `IllegalArgumentException` that names the key, the value and what was expected.
///
/// @param host `cluster.listen-host`, the address to listen on for other nodes
/// @param port `cluster.listen-port`, 0 for any free one
/// @param advertised `cluster.advertised-host`, the host under which other nodes reach this one;
///   needed when `host` is an address for all interfaces
/// @param trust how nodes know each other
/// @param queueFrames `cluster.peer-queue-frames`, what may wait for one node. Past it that node is
///   told later who missed something
/// @param queueBytes `cluster.peer-queue-bytes`, likewise; at least one frame
/// @param maxFrameBytes `cluster.max-frame-bytes`, of one frame. A batch that is larger is not
///   sent, and its recipients are told that they missed it
public record GrpcSettings(
    String host,
    int port,
    Optional<String> advertised,
    PeerTrust trust,
    int queueFrames,
    long queueBytes,
    int maxFrameBytes) {

  public GrpcSettings {
    if (host.isBlank()) {
      throw wrong("cluster.listen-host", "\"" + host + "\"", "a host name or an address");
    }
    if (advertised.isPresent() && !advertised.get().matches("[^\\s:/]+|\\[[0-9a-fA-F:.]+]")) {
      throw wrong(
          "cluster.advertised-host",
          "\"" + advertised.get() + "\"",
          "a host name or an address without a port, IPv6 in brackets");
    }
    if (advertised.isEmpty() && isForAll(host)) {
      throw wrong(
          "cluster.advertised-host",
          "not set",
          "the host under which other nodes reach this one, since cluster.listen-host is " + host);
    }
    inRange("cluster.listen-port", port, 0, 65_535);
    inRange("cluster.peer-queue-frames", queueFrames, 1, 1_000_000);
    inRange("cluster.max-frame-bytes", maxFrameBytes, 1 << 16, 1 << 28);
    inRange("cluster.peer-queue-bytes", queueBytes, maxFrameBytes, 1L << 36);
  }

  /// The defaults, listening on a host and port.
  public static GrpcSettings defaults(String host, int port, PeerTrust trust) {
    return new GrpcSettings(host, port, Optional.empty(), trust, 4_096, 16L << 20, 8 << 20);
  }

  /// Where other nodes reach this one, `host:port`, when it listens on `listening`.
  public String address(int listening) {
    String reached = advertised.orElse(host);
    boolean bareIpv6 = reached.indexOf(':') >= 0 && !reached.startsWith("[");
    return (bareIpv6 ? "[" + reached + "]" : reached) + ":" + listening;
  }

  private static boolean isForAll(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]") || host.equals("*");
  }

  private static void inRange(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw wrong(key, Long.toString(value), min + " to " + max);
    }
  }

  private static IllegalArgumentException wrong(String key, String value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }
}
