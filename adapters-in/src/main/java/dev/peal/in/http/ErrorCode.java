package dev.peal.in.http;

/// The codes of error answers, each with its HTTP status. Clients decide by these: a code is never
/// renamed and never changes its status.
enum ErrorCode {
  /// Not HTTP as it should be: request line, headers, chunks, request target.
  MALFORMED_REQUEST(400),
  MALFORMED_JSON(400),
  INVALID_ARGUMENT(400),
  /// No token where one is needed.
  UNAUTHENTICATED(401),
  INVALID_TOKEN(401),
  EXPIRED_TOKEN(401),
  BAD_CREDENTIALS(401),
  FORBIDDEN(403),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  /// The request took too long to arrive.
  TIMEOUT(408),
  CONFLICT(409),
  TOO_LARGE(413),
  URI_TOO_LONG(414),
  UNSUPPORTED_MEDIA_TYPE(415),
  /// The path answers WebSocket handshakes only.
  UPGRADE_REQUIRED(426),
  HEADERS_TOO_LARGE(431),
  /// A bug; the message carries an id that also stands in the log.
  INTERNAL(500),
  /// A bound is reached; nothing was done, try again after `retry_after_ms`.
  OVERLOADED(503),
  /// A store does not answer; try again after `retry_after_ms`.
  UNAVAILABLE(503);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
