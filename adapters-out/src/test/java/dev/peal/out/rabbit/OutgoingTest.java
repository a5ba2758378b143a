package dev.peal.out.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal.Outcome.Confirmed;
import dev.peal.application.port.out.Journal.Outcome.Refused;
import dev.peal.application.port.out.Journal.Outcome.Unknown;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutgoingTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Clock clock =
      new Clock() {
        @Override
        public long wallMillis() {
          return 0;
        }

        @Override
        public long monotonicNanos() {
          return nanos.get();
        }
      };
  private final Outgoing outgoing = new Outgoing(new RabbitJournalSettings(2, 4, 1 << 20), clock);
  private ConfirmWindow window = connected();
  private long lastBatch;
  private final long[] lastSeqNos = new long[2];

  private ConfirmWindow connected() {
    var opened = new ConfirmWindow(2);
    outgoing.opened(opened);
    return opened;
  }

  private Publication offer() {
    return outgoing.offer(++lastBatch, 0, new byte[10]);
  }

  /// Sends what comes next on channel 0.
  private Publication send() throws InterruptedException {
    Publication next = outgoing.next(window);
    assertThat(next).isNotNull();
    assertThat(outgoing.sending(window, next, 0, ++lastSeqNos[0])).isTrue();
    return next;
  }

  private static void assertConfirmed(Publication one) {
    assertThat(one.answer.getNow(null)).isEqualTo(new Confirmed());
  }

  private void ack(long seqNo, boolean multiple) {
    outgoing.confirmed(window, 0, seqNo, multiple, true);
  }

  @Test
  void confirm_outOfOrder_isOfThatOneAlone() throws Exception {
    Publication first = offer();
    Publication second = offer();
    send();
    send();

    ack(2, false);

    assertConfirmed(second);
    assertThat(first.answer).isNotDone();
  }

  @Test
  void confirm_multiple_isOfAllUpToIt() throws Exception {
    Publication first = offer();
    Publication second = offer();
    Publication third = offer();
    send();
    send();
    send();

    ack(2, true);

    assertConfirmed(first);
    assertConfirmed(second);
    assertThat(third.answer).isNotDone();
  }

  @Test
  void confirm_ofAnotherChannel_isNotTaken() throws Exception {
    Publication one = offer();
    send();

    outgoing.confirmed(window, 1, 1, true, true);

    assertThat(one.answer).isNotDone();
  }

  @Test
  void negativeConfirm_goesAgainBeforeNewer() throws Exception {
    Publication first = offer();
    send();
    Publication newer = offer();

    outgoing.confirmed(window, 0, 1, false, false);

    assertThat(send()).isSameAs(first);
    assertThat(send()).isSameAs(newer);
  }

  @Test
  void returned_confirmMeansNothing_queueIsDeclaredAndItGoesAgain() throws Exception {
    Publication first = offer();
    send();
    offer();

    outgoing.returned(first.number);
    ack(1, false);

    assertThat(first.answer).isNotDone();
    Publication again = outgoing.next(window);
    assertThat(again).isSameAs(first);
    assertThat(first.queueMissing).isTrue();
    assertThat(outgoing.sending(window, first, 0, ++lastSeqNos[0])).isTrue();
    ack(2, false);
    assertConfirmed(first);
  }

  @Test
  void lost_unconfirmedGoAgainInTheirOrderBeforeNewer() throws Exception {
    Publication first = offer();
    Publication second = offer();
    send();
    send();
    Publication newer = offer();

    outgoing.lost(window);
    window = connected();

    assertThat(send()).isSameAs(first);
    assertThat(send()).isSameAs(second);
    assertThat(send()).isSameAs(newer);
  }

  @Test
  void lost_whileItIsInTheWritersHand_goesAgain() throws Exception {
    Publication one = offer();
    Publication inHand = outgoing.next(window);
    assertThat(inHand).isSameAs(one);

    outgoing.lost(window);

    assertThat(outgoing.sending(window, one, 0, 1)).isFalse();
    window = connected();
    assertThat(send()).isSameAs(one);
  }

  @Test
  void lost_confirmOfTheOldConnection_isNotTaken() throws Exception {
    Publication one = offer();
    send();
    ConfirmWindow old = window;
    outgoing.lost(window);
    window = connected();
    lastSeqNos[0] = 0;
    send();

    outgoing.confirmed(old, 0, 1, true, true);

    assertThat(one.answer).isNotDone();
  }

  @Test
  void lost_twice_isLostOnce() throws Exception {
    offer();
    send();
    ConfirmWindow old = window;
    outgoing.lost(old);
    window = connected();
    send();

    outgoing.lost(old);

    ack(2, true);
    assertThat(outgoing.failing()).isFalse();
  }

  @Test
  void deadline_neverSent_isRefused_andNotSentLater() throws Exception {
    outgoing.lost(window);
    Publication one = offer();

    assertThat(outgoing.await(one, 0)).isInstanceOf(Refused.class);

    window = connected();
    Publication newer = offer();
    assertThat(send()).isSameAs(newer);
  }

  @Test
  void deadline_sentOnce_isUnknown_andNotSentAgain() throws Exception {
    Publication one = offer();
    send();
    outgoing.lost(window);

    assertThat(outgoing.await(one, 0)).isInstanceOf(Unknown.class);

    window = connected();
    Publication newer = offer();
    assertThat(send()).isSameAs(newer);
  }

  @Test
  void deadline_inTheWritersHand_isUnknown_andNotSent() throws Exception {
    Publication one = offer();
    outgoing.next(window);

    assertThat(outgoing.await(one, 0)).isInstanceOf(Unknown.class);

    assertThat(outgoing.sending(window, one, 0, 1)).isFalse();
  }

  @Test
  void deadline_freesItsRoom_alsoWhenTheBrokerNeverConfirms() throws Exception {
    for (int i = 0; i < 100; i++) {
      Publication one = offer();
      send();
      assertThat(outgoing.await(one, 0)).isInstanceOf(Unknown.class);
    }

    assertThat(window.drain()).isEmpty();
  }

  @Test
  void offer_pastTheBoundOfRecords_isRefusedUntilThereIsRoom() throws Exception {
    offer();
    offer();
    offer();
    offer();
    send();
    assertThat(offer().answer.getNow(null)).isInstanceOf(Refused.class);

    ack(1, false);

    assertThat(offer().answer).isNotDone();
  }

  @Test
  void offer_pastTheBoundOfBytes_isRefused() {
    outgoing.offer(1, 0, new byte[1 << 19]);

    Publication large = outgoing.offer(2, 0, new byte[(1 << 19) + 1]);

    assertThat(large.answer.getNow(null)).isInstanceOf(Refused.class);
  }

  @Test
  void blocked_unsentAreRefused_sentWait_newOnesAreRefused() throws Exception {
    Publication sent = offer();
    send();
    Publication unsent = offer();

    outgoing.blocked(window, "low on disk");

    assertThat(sent.answer).isNotDone();
    assertThat(unsent.answer.getNow(null)).isInstanceOf(Refused.class);
    assertThat(offer().answer.getNow(null)).isInstanceOf(Refused.class);
    assertThat(outgoing.failing()).isTrue();
    ack(1, false);
    assertConfirmed(sent);
  }

  @Test
  void unblocked_takesAgain() throws Exception {
    outgoing.blocked(window, "low on disk");

    outgoing.unblocked(window);

    assertThat(outgoing.failing()).isFalse();
    Publication one = offer();
    assertThat(send()).isSameAs(one);
  }

  @Test
  void lost_forShort_newOnesWait_forLong_unsentAndNewOnesAreRefused() throws Exception {
    Publication sent = offer();
    send();
    outgoing.lost(window);
    Publication waiting = offer();
    outgoing.refuseIfGone();
    assertThat(waiting.answer).isNotDone();
    assertThat(outgoing.failing()).isFalse();

    nanos.addAndGet(Outgoing.PATIENCE_NANOS + 1);
    outgoing.refuseIfGone();

    assertThat(waiting.answer.getNow(null)).isInstanceOf(Refused.class);
    assertThat(offer().answer.getNow(null)).isInstanceOf(Refused.class);
    assertThat(sent.answer).isNotDone();
    assertThat(outgoing.failing()).isTrue();
    window = connected();
    assertThat(outgoing.failing()).isFalse();
  }

  @Test
  void close_refusesNewOnes_finishesTheOthers_thenEnds() throws Exception {
    Publication one = offer();

    outgoing.close();

    assertThat(offer().answer.getNow(null)).isInstanceOf(Refused.class);
    send();
    ack(1, false);
    assertConfirmed(one);
    assertThat(outgoing.next(window)).isNull();
  }

  @Test
  void abandonAll_answersEach_accordingToWhetherItWasSent() throws Exception {
    Publication sent = offer();
    send();
    Publication unsent = offer();
    outgoing.close();

    outgoing.abandonAll();

    assertThat(sent.answer.getNow(null)).isInstanceOf(Unknown.class);
    assertThat(unsent.answer.getNow(null)).isInstanceOf(Refused.class);
  }

  @Test
  void await_interrupted_isUnknownIfSent() throws Exception {
    Publication one = offer();
    send();
    Thread.currentThread().interrupt();

    assertThat(outgoing.await(one, TimeUnit.SECONDS.toNanos(20))).isInstanceOf(Unknown.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
