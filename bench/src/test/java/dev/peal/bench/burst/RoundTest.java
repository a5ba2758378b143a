package dev.peal.bench.burst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.Sent;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.Text;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// Three members of group g1, whose user ids are 100 above their ordinals; the first two send one
/// message each, at positions 11 and 12 and, in every inbox, seqs 1 and 2.
class RoundTest {
  private static final String GROUP = "g1";

  private final Round round =
      new Round(
          "run",
          0,
          GROUP,
          2,
          new Round.Roll() {
            @Override
            public int ordinal(long user) {
              return user >= 100 && user < 103 ? (int) user - 100 : Round.UNKNOWN;
            }

            @Override
            public int size() {
              return 3;
            }
          });
  private final List<OnlineMember> members = new ArrayList<>();

  RoundTest() {
    for (int i = 0; i < 3; i++) {
      members.add(new OnlineMember(i, GROUP, true));
      members.get(i).begin(round);
    }
  }

  private Message message(int slot, long position) {
    return message(slot, position, round.text(slot));
  }

  private Message message(int slot, long position, String text) {
    return Message.newBuilder()
        .setSender(100 + slot)
        .setClientId(round.clientId(slot))
        .setPosition(position)
        .setContent(Content.newBuilder().setText(Text.newBuilder().setText(text)))
        .build();
  }

  private static Push push(Message... messages) {
    return Push.newBuilder().setConversation(GROUP).addAllMessages(List.of(messages)).build();
  }

  private Push both() {
    return push(message(0, 11), message(1, 12));
  }

  private void ackBoth() {
    round.acked(0, new Sent(GROUP, 11, false));
    round.acked(1, new Sent(GROUP, 12, false));
  }

  @Test
  void everythingArrives_isCompleteAndClean() {
    Push both = both();
    members.forEach(member -> member.onPush(1, both, 1_000_000));
    assertThat(round.complete).isNotDone();
    ackBoth();

    assertThat(round.complete).isDone();
    assertThat(round.received()).isEqualTo(2 * 2 + 2);
    assertThat(round.duplicates()).isZero();
    assertThat(round.outOfOrder()).isZero();
    assertThat(members).allMatch(member -> member.seqsOfRound() == 2);
  }

  @Test
  void inTwoPushes_isCompleteAndClean() {
    for (OnlineMember member : members) {
      member.onPush(1, push(message(0, 11)), 1);
      member.onPush(2, push(message(1, 12)), 2);
    }
    ackBoth();
    assertThat(round.complete).isDone();
    assertThat(round.outOfOrder()).isZero();
  }

  @Test
  void oneMemberGetsNothing_isNotComplete() {
    Push both = both();
    members.get(0).onPush(1, both, 1);
    members.get(1).onPush(1, both, 1);
    ackBoth();
    assertThat(round.complete).isNotDone();
    assertThat(round.received()).isEqualTo(1 + 1 + 2);
  }

  @Test
  void samePushAgain_countsAsDuplicatesOnly() {
    Push both = both();
    members.get(2).onPush(1, both, 1);
    members.get(2).onPush(1, both, 1);
    assertThat(round.duplicates()).isEqualTo(2);
    assertThat(round.outOfOrder()).isZero();
    assertThat(round.received()).isEqualTo(2);
  }

  @Test
  void sameMessageUnderAnotherSeq_isADuplicate() {
    members.get(2).onPush(1, push(message(0, 11)), 1);
    members.get(2).onPush(2, push(message(0, 11)), 1);
    assertThat(round.duplicates()).isEqualTo(1);
  }

  @Test
  void otherTextThanSent_isNotReceived() {
    members.get(2).onPush(1, push(message(0, 11, "something else")), 1);
    assertThat(round.received()).isZero();
  }

  @Test
  void positionsFalling_isOutOfOrder() {
    members.get(2).onPush(1, push(message(1, 12), message(0, 11)), 1);
    assertThat(round.outOfOrder()).isEqualTo(1);
  }

  @Test
  void positionsFallingOverPushes_isOutOfOrder() {
    members.get(2).onPush(1, push(message(1, 12)), 1);
    members.get(2).onPush(2, push(message(0, 11)), 1);
    assertThat(round.outOfOrder()).isEqualTo(1);
  }

  @Test
  void anotherMessageUnderASeqThatCameBefore_isOutOfOrder() {
    members.get(2).onPush(1, push(message(0, 11)), 1);
    members.get(2).onPush(1, push(message(1, 12)), 1);
    assertThat(round.outOfOrder()).isEqualTo(1);
  }

  @Test
  void ackWithAnotherPositionThanThePush_isOutOfOrder() {
    members.get(2).onPush(1, push(message(0, 11)), 1);
    round.acked(0, new Sent(GROUP, 12, false));
    assertThat(round.outOfOrder()).isEqualTo(1);
  }

  @Test
  void secondAck_isADuplicate() {
    round.acked(0, new Sent(GROUP, 11, false));
    round.acked(0, new Sent(GROUP, 11, true));
    assertThat(round.duplicates()).isEqualTo(1);
    assertThat(round.received()).isEqualTo(1);
  }

  @Test
  void lostPushFetchedBySync_isReceived() {
    members.get(2).onMessage(1, GROUP, message(0, 11));
    members.get(2).onMessage(2, GROUP, message(1, 12));
    assertThat(round.received()).isEqualTo(2);
    assertThat(round.duplicates()).isZero();
    assertThat(round.outOfOrder()).isZero();
  }

  @Test
  void messageOfAPush_shownToo_countsOnce() {
    members.get(2).onPush(1, push(message(0, 11)), 1);
    members.get(2).onMessage(1, GROUP, message(0, 11));
    assertThat(round.received()).isEqualTo(1);
    assertThat(round.duplicates()).isZero();
  }

  @Test
  void addTo_oneValueForEachDeliveryAtOthers() {
    Push both = both();
    members.forEach(member -> member.onPush(1, both, 5_000_000));
    Histogram deliveries = new Histogram(1_000_000, 3);
    round.addTo(deliveries);
    assertThat(deliveries.getTotalCount()).isEqualTo(4);
    assertThat(deliveries.getValueAtPercentile(50)).isBetween(4_990L, 5_010L);
  }
}
