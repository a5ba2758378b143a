package dev.peal.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Gives the token that a login needs. Called on the client's event loop before every connection,
/// so it must not wait; the stage may complete on any thread.
@FunctionalInterface
public interface TokenSource {

  /// A token for the next login.
  ///
  /// @param renew true when the server called the last token expired: an old one is of no use then
  CompletionStage<String> token(boolean renew);

  /// One token for ever; the client stops when it expires.
  static TokenSource fixed(String token) {
    return renew -> CompletableFuture.completedFuture(token);
  }
}
