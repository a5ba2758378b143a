package dev.peal.in.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Judges a request by its head, before any of its body is read.
final class RequestHead {

  private RequestHead() {}

  /// Why a request is refused whatever follows; nothing when it may go on.
  static Optional<Problem> problem(HttpRequest request, int maxBodyBytes) {
    if (request.decoderResult().isFailure()) {
      return Optional.of(undecodable(request.decoderResult().cause()));
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return malformed("version", version.text(), "HTTP/1.1 or HTTP/1.0");
    }
    HttpHeaders headers = request.headers();
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
      return malformed("host", hosts + " headers", "one");
    }
    @Nullable String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
      return malformed("expect", Shown.quoted(expect), "100-continue");
    }
    long length = HttpUtil.getContentLength(request, 0L);
    return length > maxBodyBytes
        ? Optional.of(tooLarge(length + " bytes", maxBodyBytes))
        : Optional.empty();
  }

  /// A message that the codec could not read.
  static Problem undecodable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException ignored ->
          Problem.of(
              ErrorCode.URI_TOO_LONG,
              Problem.sentence(
                  "request line", "too long", "at most " + HttpServer.LINE_MAX + " bytes"));
      case TooLongHttpHeaderException ignored ->
          Problem.of(
              ErrorCode.HEADERS_TOO_LARGE,
              Problem.sentence(
                  "headers", "too large", "at most " + HttpServer.HEADERS_MAX + " bytes"));
      default -> Problem.of(ErrorCode.MALFORMED_REQUEST, "request: not HTTP (expected: HTTP/1.1)");
    };
  }

  static Problem tooLarge(String found, int maxBodyBytes) {
    return Problem.of(
        ErrorCode.TOO_LARGE, Problem.sentence("body", found, "at most " + maxBodyBytes + " bytes"));
  }

  private static Optional<Problem> malformed(String header, String found, String expected) {
    return Optional.of(
        Problem.of(ErrorCode.MALFORMED_REQUEST, Problem.sentence(header, found, expected)));
  }
}
