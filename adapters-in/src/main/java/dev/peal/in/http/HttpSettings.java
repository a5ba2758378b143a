package dev.peal.in.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the HTTP side can be told. Every value is checked here; a wrong one is an
/// `IllegalArgumentException` that names the key, the value and what was expected.
///
/// @param host `server.host`, the address to listen on
/// @param port `server.port`, 0 for any free one
/// @param maxConnections `server.max-connections`, accepted connections of both kinds (HTTP and
///   WebSocket) open at once; one more is closed unanswered
/// @param maxConcurrentRequests `http.max-concurrent-requests`, requests worked on at once; one
///   more is answered OVERLOADED
/// @param maxBodyBytes `http.max-body-bytes`, of one request. All bodies that are arriving together
///   hold at most `maxConcurrentRequests` times as much
/// @param readTimeout `http.read-timeout`, from the first byte of a request to its last, and from
///   the opening of a connection to its first byte
/// @param idleTimeout `http.idle-timeout`, between two requests of one connection
/// @param writeTimeout `http.write-timeout`, for the peer to take a whole response
/// @param allowedOrigins `http.allowed-origins`, origins (`https://chat.example.org`) besides the
///   server's own whose pages may call it
/// @param adminToken `admin.token`, at least 16 characters; nothing switches administration off
public record HttpSettings(
    String host,
    int port,
    int maxConnections,
    int maxConcurrentRequests,
    int maxBodyBytes,
    Duration readTimeout,
    Duration idleTimeout,
    Duration writeTimeout,
    List<String> allowedOrigins,
    Optional<String> adminToken) {

  private static final int ADMIN_TOKEN_MIN = 16;
  private static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
  private static final Duration TIMEOUT_MAX = Duration.ofHours(1);

  public HttpSettings {
    if (host.isBlank()) {
      throw wrong("server.host", "\"" + host + "\"", "a host name or an address");
    }
    inRange("server.port", port, 0, 65_535);
    inRange("server.max-connections", maxConnections, 1, 10_000_000);
    inRange("http.max-concurrent-requests", maxConcurrentRequests, 1, 100_000);
    inRange("http.max-body-bytes", maxBodyBytes, 1_024, 16 * 1_024 * 1_024);
    inRange("http.read-timeout", readTimeout);
    inRange("http.idle-timeout", idleTimeout);
    inRange("http.write-timeout", writeTimeout);
    allowedOrigins = allowedOrigins.stream().map(HttpSettings::origin).toList();
    adminToken.ifPresent(
        token -> inRange("admin.token (its length)", token.length(), ADMIN_TOKEN_MIN, 1_024));
  }

  /// The defaults, listening on a host and port.
  public static HttpSettings defaults(String host, int port) {
    return new HttpSettings(
        host,
        port,
        100_000,
        256,
        256 * 1_024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        List.of(),
        Optional.empty());
  }

  /// The same with another bound for connections.
  public HttpSettings withMaxConnections(int connections) {
    return new HttpSettings(
        host,
        port,
        connections,
        maxConcurrentRequests,
        maxBodyBytes,
        readTimeout,
        idleTimeout,
        writeTimeout,
        allowedOrigins,
        adminToken);
  }

  /// Leaves the token out.
  @Override
  public String toString() {
    return "HttpSettings[host=%s, port=%d, maxConnections=%d, maxConcurrentRequests=%d, maxBodyBytes=%d, readTimeout=%s, idleTimeout=%s, writeTimeout=%s, allowedOrigins=%s, adminToken=%s]"
        .formatted(
            host,
            port,
            maxConnections,
            maxConcurrentRequests,
            maxBodyBytes,
            readTimeout,
            idleTimeout,
            writeTimeout,
            allowedOrigins,
            adminToken.isPresent() ? "set" : "none");
  }

  private static String origin(String text) {
    String expected =
        "scheme://host or scheme://host:port with http or https, as a browser sends it";
    try {
      String lower = text.toLowerCase(Locale.ROOT);
      URI uri = new URI(lower);
      boolean plain =
          uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && uri.getRawPath().isEmpty();
      if (!plain || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        throw wrong("http.allowed-origins", "\"" + text + "\"", expected);
      }
      return lower;
    } catch (URISyntaxException e) {
      throw wrong("http.allowed-origins", "\"" + text + "\"", expected);
    }
  }

  private static void inRange(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw wrong(key, Integer.toString(value), min + " to " + max);
    }
  }

  private static void inRange(String key, Duration value) {
    if (value.compareTo(TIMEOUT_MIN) < 0 || value.compareTo(TIMEOUT_MAX) > 0) {
      throw wrong(key, value.toString(), "100 ms to 1 h");
    }
  }

  private static IllegalArgumentException wrong(String key, String value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }
}
