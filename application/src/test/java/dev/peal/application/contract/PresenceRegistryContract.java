package dev.peal.application.contract;

import static dev.peal.application.contract.Samples.user;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.domain.session.DeviceName;
import org.junit.jupiter.api.Test;

/// The contract of [PresenceRegistry].
public abstract class PresenceRegistryContract {

  private static final DeviceName PHONE = new DeviceName("phone");
  private static final DeviceName LAPTOP = new DeviceName("laptop");

  /// The registry under test, empty at first; the same one within a test.
  protected abstract PresenceRegistry registry();

  @Test
  void online_givesThoseWithASessionInTheOrderAsked() {
    registry().arrived(user(1), PHONE, 10);
    registry().arrived(user(3), PHONE, 11);

    assertThat(registry().online(users(3, 2, 1))).isEqualTo(users(3, 1));
  }

  @Test
  void departed_lastDevice_isOffline() {
    registry().arrived(user(1), PHONE, 10);
    registry().arrived(user(1), LAPTOP, 11);

    registry().departed(user(1), PHONE, 10);
    assertThat(registry().online(users(1))).isEqualTo(users(1));
    registry().departed(user(1), LAPTOP, 11);
    assertThat(registry().online(users(1))).isEmpty();
  }

  @Test
  void departed_replacedSession_leavesTheLaterOne() {
    registry().arrived(user(1), PHONE, 10);
    registry().arrived(user(1), PHONE, 12);

    registry().departed(user(1), PHONE, 10);

    assertThat(registry().online(users(1))).isEqualTo(users(1));
  }

  @Test
  void arrived_outOfOrder_keepsTheLaterSession() {
    registry().arrived(user(1), PHONE, 12);
    registry().arrived(user(1), PHONE, 10);

    registry().departed(user(1), PHONE, 10);
    assertThat(registry().online(users(1))).isEqualTo(users(1));
    registry().departed(user(1), PHONE, 12);
    assertThat(registry().online(users(1))).isEmpty();
  }

  @Test
  void arrivedAndDeparted_repeated_areHarmless() {
    registry().departed(user(1), PHONE, 10);
    registry().arrived(user(1), PHONE, 10);
    registry().arrived(user(1), PHONE, 10);
    registry().departed(user(1), PHONE, 10);
    registry().departed(user(1), PHONE, 10);

    assertThat(registry().online(users(1))).isEmpty();
  }
}
