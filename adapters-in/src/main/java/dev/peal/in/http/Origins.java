package dev.peal.in.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whose web pages may call the server: its own, and those on the list.
///
/// Tokens travel in a header or a frame, never in a cookie, so that a foreign page cannot borrow a
/// user's login by itself; refusing it the WebSocket as well is a second line of defence, for the
/// day that someone puts the server behind a proxy that authenticates by cookie or by network.
final class Origins {

  private final List<String> allowed;

  Origins(List<String> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /// Whether the page behind a request may open a WebSocket. Programs other than browsers send no
  /// origin and may.
  boolean mayConnect(HttpHeaders headers) {
    @Nullable String origin = headers.get(HttpHeaderNames.ORIGIN);
    return origin == null || listed(origin) || isOwn(origin, headers.get(HttpHeaderNames.HOST, ""));
  }

  /// The headers that let a listed page read an answer; none for any other.
  Map<String, String> headersFor(HttpHeaders request) {
    @Nullable String origin = request.get(HttpHeaderNames.ORIGIN);
    if (allowed.isEmpty()) {
      return Map.of();
    }
    if (origin == null || !listed(origin)) {
      return Map.of("vary", "Origin");
    }
    return Map.of(
        "vary", "Origin",
        "access-control-allow-origin", origin,
        "access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE",
        "access-control-allow-headers", "authorization, content-type",
        "access-control-expose-headers", "retry-after, etag",
        "access-control-max-age", "600");
  }

  private boolean listed(String origin) {
    return allowed.contains(origin.toLowerCase(Locale.ROOT));
  }

  private static boolean isOwn(String origin, String host) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (lower.startsWith("https://")) {
      return withPort(lower.substring(8), 443).equals(withPort(host, 443));
    }
    return lower.startsWith("http://")
        && withPort(lower.substring(7), 80).equals(withPort(host, 80));
  }

  private static String withPort(String host, int port) {
    String lower = host.toLowerCase(Locale.ROOT);
    boolean named = lower.lastIndexOf(':') > lower.lastIndexOf(']');
    return named ? lower : lower + ":" + port;
  }
}
