package dev.peal.client;

/// The server refused an HTTP call.
public final class HttpRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String field;
  private final long retryAfterMillis;

  HttpRefused(int status, String code, String sentence, String field, long retryAfterMillis) {
    super(status + " " + code + ": " + sentence);
    this.status = status;
    this.code = code;
    this.field = field;
    this.retryAfterMillis = retryAfterMillis;
  }

  public int status() {
    return status;
  }

  /// As in `CONFLICT`; empty when the answer had none.
  public String code() {
    return code;
  }

  /// The field that was wrong; empty when it was none.
  public String field() {
    return field;
  }

  /// When to ask again, in milliseconds; 0 when asking again does not help.
  public long retryAfterMillis() {
    return retryAfterMillis;
  }
}
