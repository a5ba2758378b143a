package dev.peal.application.port.in;

import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;

/// Follows the life of a session. All calls but [#nextSession] may block.
public interface TrackSession {

  /// A number for a new session of this node, higher than all before. Does no I/O.
  long nextSession();

  /// A session began. `cursor` is what its device says it has resolved.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  Opened opened(UserId user, DeviceName device, long session, long cursor);

  /// What a session begins with; `cursorAhead` when the device's cursor is above all that is
  /// stored, which is soon over when it saw a push that is not stored yet, and never when it is in
  /// error.
  record Opened(long latestSeq, long deviceCursor, boolean cursorAhead) {}

  /// The device has resolved every seq up to this one. Best effort: it may be lost in a crash.
  void acknowledged(UserId user, DeviceName device, long seq);

  /// A session ended; a later one of the same device stays.
  void closed(UserId user, DeviceName device, long session);
}
