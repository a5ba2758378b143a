package dev.peal.application.port.in;

import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.OptionalLong;

/// Follows the life of a session. All calls but [#nextSession] may block.
public interface TrackSession {

  /// A number for a new session of this node, higher than all before. Does no I/O.
  long nextSession();

  /// A session began. `cursor` is what its device says it has resolved. Never fails for a store
  /// that does not answer, nor waits long for one: what cannot be known now is said to be so.
  Opened opened(UserId user, DeviceName device, long session, long cursor);

  /// The same for a session that has begun already: what was not known before may be known now.
  Opened reread(UserId user, DeviceName device, long cursor);

  /// What a session begins with: the latest stored seq, unless it is not known now; what the device
  /// has acknowledged, 0 when that is not known; and from where it goes on.
  record Opened(OptionalLong latestSeq, long deviceCursor, Standing standing) {}

  /// Where a device stands whose cursor is known (promise P6).
  sealed interface Standing {

    /// The seqs up to its cursor were given; it goes on from there.
    record Current() implements Standing {}

    /// Its cursor is above every seq that was given: it is of a store that is gone, as after an
    /// older copy was restored. The device has to sync from `cursor`, or it would miss what gets
    /// the seqs below its own.
    record GoesBack(long cursor) implements Standing {}

    /// Which of the two cannot be told now. It goes on from its cursor for the time being; nothing
    /// of what it acknowledges is remembered.
    record Undecided() implements Standing {}
  }

  /// The device has resolved every seq up to this one. Best effort: it may be lost in a crash.
  void acknowledged(UserId user, DeviceName device, long seq);

  /// How many sessions began with a cursor of a store that is gone.
  long wentBack();

  /// A session ended; a later one of the same device stays.
  void closed(UserId user, DeviceName device, long session);
}
