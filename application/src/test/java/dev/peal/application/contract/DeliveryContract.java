package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Delivery;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract of [Delivery].
public abstract class DeliveryContract {

  private static final ConversationId GROUP = ConversationId.group(7);

  protected abstract Delivery delivery();

  /// A session that is logged in with an empty inbox and keeps up with what it gets.
  protected abstract Receiver connect(UserId user, DeviceName device);

  /// The other end of a session.
  public interface Receiver {

    /// What it was shown so far, in the order in which it came.
    List<Shown> shown();

    /// Ends the session and waits until the server knows.
    void leave();
  }

  /// One message as a session got it.
  public record Shown(long seq, ConversationId conversation, Message message) {}

  @Test
  void deliver_toSessionsOfRecipients_showsEachMessageWithItsOwnSeq() {
    Receiver first = connect(new UserId(1), new DeviceName("phone"));
    Receiver second = connect(new UserId(2), new DeviceName("phone"));
    Message one = message(1, 1, "a");
    Message two = message(2, 3, "b");

    delivery().deliver(batch(GROUP, recipients(1, 1, 2, 1), one, two));
    delivery().deliver(batch(GROUP, recipients(1, 3, 2, 3), message(3, 1, "c")));

    eventually("both got all", () -> first.shown().size() == 3 && second.shown().size() == 3);
    assertThat(first.shown().subList(0, 2))
        .containsExactly(new Shown(1, GROUP, one), new Shown(2, GROUP, two));
    assertThat(second.shown()).extracting(Shown::seq).containsExactly(1L, 2L, 3L);
  }

  @Test
  void deliver_toSeveralDevices_showsItOnEach() {
    Receiver phone = connect(new UserId(1), new DeviceName("phone"));
    Receiver desk = connect(new UserId(1), new DeviceName("desk"));

    delivery().deliver(batch(GROUP, recipients(1, 1), message(1, 1, "a")));

    eventually("both got it", () -> phone.shown().size() == 1 && desk.shown().size() == 1);
  }

  @Test
  void deliver_toOthers_showsNothing() {
    Receiver stranger = connect(new UserId(9), new DeviceName("phone"));
    Receiver member = connect(new UserId(1), new DeviceName("phone"));

    delivery().deliver(batch(GROUP, recipients(1, 1), message(1, 1, "a")));
    delivery().deliver(batch(GROUP, recipients(9, 1), message(2, 1, "b")));

    eventually("each got his", () -> member.shown().size() + stranger.shown().size() == 2);
    assertThat(stranger.shown())
        .extracting(shown -> shown.message().position())
        .containsExactly(2L);
  }

  @Test
  void deliver_toNobodyConnected_doesNotFail() {
    Receiver gone = connect(new UserId(1), new DeviceName("phone"));
    gone.leave();

    delivery().deliver(batch(GROUP, recipients(1, 1, 2, 1), message(1, 1, "a")));

    assertThat(gone.shown()).isEmpty();
  }
}
