package dev.peal.application.port.in;

import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;

/// Takes what other nodes tell this one about its sessions. Never waits. Thread-safe.
public interface ReceiveFromPeer {

  /// Shows a batch, which is in the journal, to its recipients' sessions here.
  void deliver(Batch batch);

  /// These users were not shown what their inboxes have up to `lastSeqs[i]`.
  void missed(long[] users, long[] lastSeqs);

  /// Something was lost between the nodes; whom it concerned is not known.
  void missedUnknown();

  /// A device's session here has been replaced by one elsewhere.
  void replace(UserId user, DeviceName device, long session);
}
