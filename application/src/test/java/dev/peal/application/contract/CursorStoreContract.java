package dev.peal.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.CursorStore;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// The contract of [CursorStore]; what raises read positions is told by [BatchStoreContract].
public abstract class CursorStoreContract {

  private static final UserId USER = new UserId(2);
  private static final DeviceName PHONE = new DeviceName("phone");
  private static final DeviceName PHONE_2 = new DeviceName("phone 2");

  /// The store under test, empty at first; the same one within a test.
  protected abstract CursorStore cursors();

  /// The store as a new process finds it after the old one went down in order.
  protected abstract CursorStore reopened();

  @Test
  void cursors_ofTheUnknown_areZero() {
    assertThat(cursors().delivered(USER, PHONE)).isZero();
    assertThat(cursors().readPosition(USER, ConversationId.group(7))).isZero();
  }

  @Test
  void raiseDelivered_isKeptForEachDeviceOfEachUser() {
    cursors().raiseDelivered(USER, PHONE, 5);
    cursors().raiseDelivered(USER, PHONE_2, 7);
    cursors().raiseDelivered(new UserId(3), PHONE, 9);

    assertThat(cursors().delivered(USER, PHONE)).isEqualTo(5);
    assertThat(cursors().delivered(USER, PHONE_2)).isEqualTo(7);
    assertThat(cursors().delivered(new UserId(3), PHONE)).isEqualTo(9);
  }

  @Test
  void raiseDelivered_lower_isIgnored() {
    cursors().raiseDelivered(USER, PHONE, 5);
    cursors().raiseDelivered(USER, PHONE, 4);
    cursors().raiseDelivered(USER, PHONE, 0);

    assertThat(cursors().delivered(USER, PHONE)).isEqualTo(5);
  }

  @Test
  void raiseDelivered_manyAtOnce_theHighestStays() throws Exception {
    List<Callable<Boolean>> raises = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int offset = thread;
      raises.add(() -> {
        boolean rising = true;
        for (long seq = 1L + offset; seq <= 400; seq += 8) {
          cursors().raiseDelivered(USER, PHONE, seq);
          rising &= cursors().delivered(USER, PHONE) >= seq;
        }
        return rising;
      });
    }

    assertThat(Samples.atOnce(raises)).containsOnly(true);
    assertThat(cursors().delivered(USER, PHONE)).isEqualTo(400);
  }

  @Test
  void reopened_hasWhatWasRaised() {
    cursors().raiseDelivered(USER, PHONE, 5);

    assertThat(reopened().delivered(USER, PHONE)).isEqualTo(5);
  }
}
