package dev.peal.bench.ladder.rung;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.DeliveryContract;
import dev.peal.application.port.out.Delivery;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.out.embedded.EmbeddedPresenceRegistry;
import org.junit.jupiter.api.Test;

class OneByOneDeliveryTest extends DeliveryContract {
  private final FakeSessions sessions = new FakeSessions();
  private final EmbeddedPresenceRegistry presence = new EmbeddedPresenceRegistry();
  private final OneByOneDelivery delivery = new OneByOneDelivery(presence, sessions);

  @Override
  protected Delivery delivery() {
    return delivery;
  }

  @Override
  protected Receiver connect(UserId user, DeviceName device) {
    presence.arrived(user, device, 1);
    Receiver session = sessions.connect(user);
    return session;
  }

  @Test
  void deliver_whoeverIsOnline_getsABatchOfHisOwnInOrder() {
    connect(new UserId(1), new DeviceName("phone"));
    connect(new UserId(3), new DeviceName("phone"));

    delivery.deliver(
        batch(ConversationId.group(7), recipients(1, 1, 2, 1, 3, 1), message(1, 1, "a")));

    assertThat(sessions.delivered())
        .allSatisfy(batch -> assertThat(batch.recipients().size()).isEqualTo(1))
        .extracting(batch -> batch.recipients().user(0))
        .containsExactly(1L, 3L);
  }
}
