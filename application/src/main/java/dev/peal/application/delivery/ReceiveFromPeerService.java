package dev.peal.application.delivery;

import dev.peal.application.port.in.ReceiveFromPeer;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.SessionSignals;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;

/// Hands what other nodes say to the sessions of this one, and to nobody else: what came from a
/// peer never goes on to a peer.
public final class ReceiveFromPeerService implements ReceiveFromPeer {

  private final Delivery local;
  private final SessionSignals signals;

  /// `local` shows batches to the sessions of this node only.
  public ReceiveFromPeerService(Delivery local, SessionSignals signals) {
    this.local = local;
    this.signals = signals;
  }

  @Override
  public void deliver(Batch batch) {
    local.deliver(batch);
  }

  @Override
  public void missed(long[] users, long[] lastSeqs) {
    signals.missed(users, lastSeqs);
  }

  @Override
  public void missedUnknown() {
    signals.missedUnknown();
  }

  @Override
  public void replace(UserId user, DeviceName device, long session) {
    signals.replace(user, device, session);
  }
}
