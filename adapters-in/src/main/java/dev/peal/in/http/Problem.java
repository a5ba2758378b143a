package dev.peal.in.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// Why a request is not granted.
///
/// @param message one sentence, starting with the name of the field where there is one
/// @param field the field or parameter at fault, empty when it is none
/// @param retryAfterMillis when to try again, 0 when that is useless or up to the caller
record Problem(ErrorCode code, String message, String field, long retryAfterMillis) {

  static Problem of(ErrorCode code, String message) {
    return new Problem(code, message, "", 0);
  }

  /// A field that breaks a rule of the border: `field: found (expected: expected)`.
  static Problem invalid(String field, String found, String expected) {
    return new Problem(ErrorCode.INVALID_ARGUMENT, sentence(field, found, expected), field, 0);
  }

  static Problem tryAgain(ErrorCode code, String message, long retryAfterMillis) {
    return new Problem(code, message, "", retryAfterMillis);
  }

  static String sentence(String subject, String found, String expected) {
    return subject + ": " + found + " (expected: " + expected + ")";
  }

  Response toResponse() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (retryAfterMillis > 0) {
      headers.put("retry-after", Long.toString(Math.ceilDiv(retryAfterMillis, 1_000L)));
    }
    if (code.status() == 401) {
      headers.put("www-authenticate", "Bearer");
    }
    return Response.json(
        code.status(),
        Json.object()
            .put("code", code.name())
            .put("message", message)
            .put("field", field)
            .put("retry_after_ms", retryAfterMillis),
        headers);
  }
}
