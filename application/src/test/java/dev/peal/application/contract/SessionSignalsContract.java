package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.SessionSignals;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import org.junit.jupiter.api.Test;

/// The contract of [SessionSignals].
public abstract class SessionSignalsContract {

  private static final UserId ADA = new UserId(1);
  private static final DeviceName PHONE = new DeviceName("phone");

  protected abstract SessionSignals signals();

  /// A session that is logged in with an empty inbox.
  protected abstract Receiver connect(UserId user, DeviceName device);

  /// Writes the rows of a batch.
  protected abstract void store(Batch batch);

  /// The other end of a session.
  public interface Receiver {

    /// The number of the session on its node.
    long session();

    /// The latest seq that it was told of since it logged in; 0 at first.
    long toldSeq();

    /// Whether it was told that the device has logged in elsewhere, and then closed.
    boolean replaced();
  }

  private static Batch rows(long firstSeq) {
    return batch(
        ConversationId.group(7),
        recipients(ADA.value(), firstSeq),
        message(firstSeq, 1, "m" + firstSeq),
        message(firstSeq + 1, 1, "n" + firstSeq));
  }

  @Test
  void missed_storedAlready_isTold() {
    Receiver ada = connect(ADA, PHONE);
    store(rows(1));

    signals().missed(new long[] {ADA.value(), 9}, new long[] {2, 4});

    eventually("she was told", () -> ada.toldSeq() == 2);
  }

  @Test
  void missed_storedLater_isToldThen() {
    Receiver ada = connect(ADA, PHONE);
    store(rows(1));

    signals().missed(new long[] {ADA.value()}, new long[] {4});
    store(rows(3));

    eventually("she was told of all", () -> ada.toldSeq() == 4);
  }

  @Test
  void missedUnknown_everybody_isToldTheLatest() {
    Receiver phone = connect(ADA, PHONE);
    Receiver desk = connect(ADA, new DeviceName("desk"));
    store(rows(1));

    signals().missedUnknown();

    eventually("both were told", () -> phone.toldSeq() == 2 && desk.toldSeq() == 2);
  }

  @Test
  void replace_thatSession_endsAndTheOthersStay() {
    Receiver phone = connect(ADA, PHONE);
    Receiver desk = connect(ADA, new DeviceName("desk"));

    signals().replace(ADA, PHONE, phone.session());

    eventually("it was replaced", phone::replaced);
    assertThat(desk.replaced()).isFalse();
  }

  @Test
  void replace_anotherSessionOfTheDevice_changesNothing() {
    Receiver phone = connect(ADA, PHONE);
    store(rows(1));

    signals().replace(ADA, PHONE, phone.session() - 1);
    signals().missedUnknown();

    eventually("it goes on", () -> phone.toldSeq() == 2);
    assertThat(phone.replaced()).isFalse();
  }
}
