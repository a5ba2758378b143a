package dev.peal.application.delivery;

import dev.peal.application.contract.PeerLinkContract;
import dev.peal.application.port.out.PeerLink;
import java.util.List;

class NoPeersTest extends PeerLinkContract {

  @Override
  protected PeerLink link() {
    return new NoPeers();
  }

  @Override
  protected List<Other> others() {
    return List.of();
  }
}
