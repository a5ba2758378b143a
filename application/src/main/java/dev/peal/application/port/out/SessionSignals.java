package dev.peal.application.port.out;

import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;

/// Signals to sessions of this node that come from elsewhere. Never waits. Thread-safe.
public interface SessionSignals {

  /// The sessions of these users were not shown what their inboxes have up to `lastSeqs[i]`: once
  /// that is stored they are told the latest seq, and sync.
  void missed(long[] users, long[] lastSeqs);

  /// Any session may have been shown less than its inbox has: each is told the latest stored seq.
  void missedUnknown();

  /// Ends a session whose device has a newer one on another node. Nothing happens when that session
  /// has ended already.
  void replace(UserId user, DeviceName device, long session);
}
