package dev.peal.client;

import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Welcome;

/// What a session tells the client that opened it, on the client's event loop.
interface SessionOwner {

  /// The cursor to log in with.
  long cursor();

  void welcome(Session session, Welcome welcome);

  void push(long firstSeq, Push push, long arrivedNanos);

  /// Any other frame that came after the welcome.
  void frame(ServerFrame frame);

  /// Whether a send has waited for its answer for too long.
  boolean isOverdue();

  /// The connection is gone; the last call of this session.
  void ended(End end);

  /// How a session ended.
  sealed interface End {
    /// The connection broke, could not be opened, or was given up.
    record Lost(String why) implements End {}

    /// The server closed it and said why.
    record Closed(Closing closing) implements End {}

    /// The same device logged in elsewhere.
    record Replaced() implements End {}

    /// The login was refused.
    record Refused(Error error) implements End {}
  }
}
