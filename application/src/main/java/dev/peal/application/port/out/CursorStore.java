package dev.peal.application.port.out;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;

/// How far devices have received and users have read. Both only rise; a lower value is ignored.
public interface CursorStore {

  /// The highest seq that the device has acknowledged, 0 at first.
  ///
  /// @throws StoreUnavailable a retry is safe
  long delivered(UserId user, DeviceName device);

  /// Remembers an acknowledgement. It may be lost in a crash: a client knows its cursor better.
  ///
  /// @throws StoreUnavailable a retry is safe
  void raiseDelivered(UserId user, DeviceName device, long seq);

  /// The position up to which the user has read the conversation, 0 at first. It rises when a
  /// [dev.peal.domain.message.Body.ReadMark] of the user is stored, and when a readable message of
  /// his own is.
  ///
  /// @throws StoreUnavailable a retry is safe
  long readPosition(UserId user, ConversationId conversation);
}
