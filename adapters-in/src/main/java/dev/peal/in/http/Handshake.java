package dev.peal.in.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells requests that want a WebSocket from all others, and which of them may have one.
final class Handshake {

  /// The path of the WebSocket endpoint.
  static final String PATH = "/ws";

  private static final String VERSION = "13";

  private final Origins origins;

  Handshake(Origins origins) {
    this.origins = origins;
  }

  /// Whether a request asks for the WebSocket.
  static boolean isAsked(HttpMethod method, Target target, HttpHeaders headers) {
    return method.equals(HttpMethod.GET)
        && target.is(PATH)
        && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /// Why a request that asks for the WebSocket does not get it; nothing when it does.
  Optional<Response> refusal(HttpHeaders headers) {
    @Nullable String version = headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
    if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
      return malformed("connection", "without \"upgrade\"", "upgrade");
    }
    if (version == null || !version.strip().equals(VERSION)) {
      return Optional.of(upgradeRequired("version " + Shown.quoted(String.valueOf(version))));
    }
    if (headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() != 1) {
      return malformed("sec-websocket-key", "missing or given twice", "one");
    }
    if (!origins.mayConnect(headers)) {
      String origin = Shown.quoted(headers.get(HttpHeaderNames.ORIGIN, ""));
      return Optional.of(
          Problem.of(
                  ErrorCode.FORBIDDEN,
                  Problem.sentence(
                      "origin", origin, "this server's or one of http.allowed-origins"))
              .toResponse());
    }
    return Optional.empty();
  }

  /// What someone gets who comes without a proper handshake.
  static Response upgradeRequired(String found) {
    return Problem.of(
            ErrorCode.UPGRADE_REQUIRED,
            Problem.sentence("upgrade", found, "a WebSocket handshake, version " + VERSION))
        .toResponse()
        .with("upgrade", "websocket")
        .with("sec-websocket-version", VERSION);
  }

  private static Optional<Response> malformed(String header, String found, String expected) {
    return Optional.of(
        Problem.of(ErrorCode.MALFORMED_REQUEST, Problem.sentence(header, found, expected))
            .toResponse());
  }
}
