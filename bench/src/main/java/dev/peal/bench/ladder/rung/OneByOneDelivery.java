package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Asks for every recipient whether he is online, and if so shows him the batch, one after the
/// other. Stateless, thread-safe; blocks for presence.
final class OneByOneDelivery implements Delivery {

  private final PresenceRegistry presence;
  private final Delivery target;

  OneByOneDelivery(PresenceRegistry presence, Delivery target) {
    this.presence = presence;
    this.target = target;
  }

  @Override
  public void deliver(Batch batch) {
    Recipients recipients = batch.recipients();
    for (int i = 0; i < recipients.size(); i++) {
      if (!presence.online(List.of(new UserId(recipients.user(i)))).isEmpty()) {
        target.deliver(Batches.part(batch, i, i + 1));
      }
    }
  }
}
