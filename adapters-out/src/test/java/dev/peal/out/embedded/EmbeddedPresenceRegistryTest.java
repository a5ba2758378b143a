package dev.peal.out.embedded;

import dev.peal.application.contract.PresenceRegistryContract;
import dev.peal.application.port.out.PresenceRegistry;

class EmbeddedPresenceRegistryTest extends PresenceRegistryContract {

  private final PresenceRegistry registry = new EmbeddedPresenceRegistry();

  @Override
  protected PresenceRegistry registry() {
    return registry;
  }
}
