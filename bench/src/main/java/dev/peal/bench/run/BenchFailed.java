package dev.peal.bench.run;

import org.jspecify.annotations.Nullable;

/// A benchmark could not be run; the message is for its user.
public final class BenchFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BenchFailed(String sentence) {
    super(sentence);
  }

  /// The sentence ends with what the cause says.
  public BenchFailed(String sentence, @Nullable Throwable cause) {
    super(cause == null ? sentence : sentence + ": " + cause.getMessage(), cause);
  }
}
