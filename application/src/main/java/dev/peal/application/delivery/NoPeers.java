package dev.peal.application.delivery;

import dev.peal.application.port.out.PeerLink;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.Set;

/// The other nodes of a node that is alone: there is nobody to tell.
public final class NoPeers implements PeerLink {

  @Override
  public void deliverToAll(Batch batch) {}

  @Override
  public void deliver(Set<NodeId> nodes, Batch batch) {}

  @Override
  public void missedByAll(Batch batch) {}

  @Override
  public void replace(NodeId node, UserId user, DeviceName device, long session) {}
}
