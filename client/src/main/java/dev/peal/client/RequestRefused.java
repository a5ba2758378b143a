package dev.peal.client;

import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;

/// The server refused a request.
public sealed class RequestRefused extends RuntimeException permits SendRefused {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final String field;
  private final long retryAfterMillis;

  RequestRefused(Code code, String sentence, String field, long retryAfterMillis) {
    super(code + ": " + sentence);
    this.code = code;
    this.field = field;
    this.retryAfterMillis = retryAfterMillis;
  }

  RequestRefused(Error error) {
    this(error.getCode(), error.getMessage(), error.getField(), error.getRetryAfterMs());
  }

  public final Code code() {
    return code;
  }

  /// The field that was wrong, as in `send.client_id`; empty when it was none.
  public final String field() {
    return field;
  }

  /// When to ask again, in milliseconds; 0 when asking again does not help.
  public final long retryAfterMillis() {
    return retryAfterMillis;
  }
}
