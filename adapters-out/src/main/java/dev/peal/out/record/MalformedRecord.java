package dev.peal.out.record;

import org.jspecify.annotations.Nullable;

/// Stored bytes that are not what they should be.
public final class MalformedRecord extends RuntimeException {

  private static final long serialVersionUID = 1;

  public MalformedRecord(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
