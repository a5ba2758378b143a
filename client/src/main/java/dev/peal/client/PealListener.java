package dev.peal.client;

import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;

/// Hears what a client receives. Everything is called on the client's event loop, in order, and
/// must not wait. What is thrown is logged and changes nothing: the message counts as received.
public interface PealListener {

  /// A message, exactly once. Its place in the conversation is its position: while a hole in the
  /// inbox is open, later messages come before the ones in the hole.
  ///
  /// @param seq its place in the inbox
  default void onMessage(long seq, String conversation, Message message) {}

  /// A message that was shown before has another position now.
  default void onMoved(long seq, String conversation, Message message) {}

  /// The server's store is another one than it was, an older copy of it as a rule, and the client
  /// syncs from a lower seq again. Messages that it remembers are not shown twice; older ones may
  /// come again, so whoever keeps messages has to know them by sender and client id. What the older
  /// copy lacks does not come again.
  ///
  /// @param cursor the highest seq up to which everything had been received
  /// @param from the one that it goes on from
  default void onWentBack(long cursor, long from) {}

  /// A push as it came, before any of its messages is judged, repeats included: for counting.
  ///
  /// @param push without `first_seq`; the same object may be given to many clients of one loop
  /// @param arrivedNanos [System#nanoTime()] when its frame was read
  default void onPush(long firstSeq, Push push, long arrivedNanos) {}

  /// The connection's state changed.
  default void onState(ConnectionState state) {}

  /// The client stopped for good; nothing is called after this.
  default void onStopped(Stopped why) {}

  /// The server refused something that belongs to no call of this client's owner.
  default void onError(Error error) {}
}
