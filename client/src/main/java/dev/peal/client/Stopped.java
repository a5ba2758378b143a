package dev.peal.client;

import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Error;

/// Why a client stopped for good.
public sealed interface Stopped {

  /// Its owner closed it.
  record Closed() implements Stopped {}

  /// The same user and device logged in elsewhere.
  record Replaced() implements Stopped {}

  /// The server does not take the login, and trying again would not help.
  record LoginRefused(Error error) implements Stopped {}

  /// The server closed the session and said not to come back.
  record Dismissed(Closing closing) implements Stopped {}

  /// The token source failed.
  record NoToken(Throwable cause) implements Stopped {}
}
