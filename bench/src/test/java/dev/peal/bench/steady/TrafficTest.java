package dev.peal.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.Sent;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Two groups of three, g0 with the online members 0 and 1, g1 with 2 and 3, whose user ids are 100
/// above their ordinals. Of eight messages, two a second, two are of the warm-up. Message `i` has
/// position `i / 2 + 1` in its group, and is accepted 5 ms after it was sent.
class TrafficTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = 1_000 * MILLI;
  private static final long START = 70 * SECOND;

  private final Schedule schedule = new Schedule(new Load(2, 1, 3), START);
  private final List<String> sent = new ArrayList<>();
  private final List<CompletableFuture<Sent>> answers = new ArrayList<>();
  private final List<SteadyMember> members = new ArrayList<>();
  private long now = START;
  private final Traffic traffic =
      new Traffic(
          "run",
          new Groups(2, 3, 2),
          schedule,
          List.of("g0", "g1"),
          user -> (int) user - 100,
          () -> now);

  TrafficTest() {
    for (int ordinal = 0; ordinal < 4; ordinal++) {
      members.add(new SteadyMember(ordinal));
      members.get(ordinal).begin(traffic);
    }
  }

  private CompletableFuture<Sent> send(
      int ordinal, String conversation, Content content, String clientId) {
    sent.add(ordinal + " " + conversation + " " + clientId);
    CompletableFuture<Sent> answer = new CompletableFuture<>();
    answers.add(answer);
    return answer;
  }

  private void sendAll() {
    for (now = START; traffic.sendDue(this::send) >= 0; now += SECOND / 2) {
      // The next one.
    }
    now += 5 * MILLI;
  }

  private void acceptAll() {
    for (int number = 0; number < answers.size(); number++) {
      now = schedule.dueNanos(number) + 5 * MILLI;
      answers.get(number).complete(new Sent("g" + number % 2, number / 2 + 1, false));
    }
  }

  private static Message message(int number) {
    // The first message of a group is sent by its first member, the next by the other.
    return Message.newBuilder()
        .setSender(100 + 2 * (number % 2) + number / 2 % 2)
        .setClientId("run-" + number)
        .setPosition(number / 2 + 1)
        .setContent(Traffic.content(number))
        .build();
  }

  private static Push pushOf(int group, Message... messages) {
    return Push.newBuilder().setConversation("g" + group).addAllMessages(List.of(messages)).build();
  }

  private static Push push(int... numbers) {
    return pushOf(
        numbers[0] % 2,
        Arrays.stream(numbers).mapToObj(TrafficTest::message).toArray(Message[]::new));
  }

  private void pushAll() {
    for (int number = 0; number < 8; number++) {
      for (int member : new int[] {0, 1}) {
        members
            .get(2 * (number % 2) + member)
            .onPush(number / 2 + 1, push(number), schedule.dueNanos(number) + 9 * MILLI);
      }
    }
  }

  @Test
  void sending_isInTurnOverGroupsAndTheirMembers_eachWhenItIsDue() {
    assertThat(traffic.sendDue(this::send)).isEqualTo(START + SECOND / 2);
    assertThat(sent).containsExactly("0 g0 run-0");
    now += 2 * SECOND;

    assertThat(traffic.sendDue(this::send)).isEqualTo(START + 5 * SECOND / 2);
    assertThat(sent)
        .containsExactly("0 g0 run-0", "2 g1 run-1", "1 g0 run-2", "3 g1 run-3", "0 g0 run-4");
  }

  @Test
  void everythingArrives_isComplete_andTimedFromWhenItWasDue() {
    sendAll();
    pushAll();
    assertThat(traffic.complete).isNotDone();
    acceptAll();
    assertThat(traffic.complete).isCompleted();
    Tally tally = traffic.tally();

    assertThat(tally.accepted()).isEqualTo(8);
    assertThat(tally.expected()).isEqualTo(16);
    assertThat(tally.received()).isEqualTo(16);
    assertThat(tally.lost() + tally.duplicates() + tally.outOfOrder()).isZero();
    assertThat(tally.delivery().count()).as("without the warm-up").isEqualTo(6);
    assertThat(tally.delivery().p50()).isBetween(8.9, 9.1);
    assertThat(tally.ack().p50()).isBetween(4.9, 5.1);
    assertThat(tally.achievedRate()).isEqualTo(2);
  }

  @Test
  void stalledSender_isLateByAsMuchAsItStalled() {
    var _ = traffic.sendDue(this::send);
    now = START + 4 * SECOND;
    var _ = traffic.sendDue(this::send);
    Tally tally = traffic.tally();

    assertThat(tally.lag().count()).isEqualTo(6);
    assertThat(tally.lag().most()).isBetween(2_990.0, 3_010.0);
  }

  @Test
  void missingPush_isLost() {
    sendAll();
    acceptAll();
    members.get(0).onPush(1, push(0), now);

    assertThat(traffic.complete).isNotDone();
    assertThat(traffic.tally().lost()).isEqualTo(16 - 8);
  }

  @Test
  void samePushAgain_isADuplicate() {
    sendAll();
    members.get(1).onPush(1, push(0, 2), now);
    members.get(1).onPush(1, push(0, 2), now);

    assertThat(traffic.tally().duplicates()).isEqualTo(2);
  }

  @Test
  void pushOfWhatAPageBrought_isNone_butASecondOneIs() {
    sendAll();
    members.get(1).onMessage(1, "g0", message(0));
    members.get(1).onPush(1, push(0), now);
    assertThat(traffic.tally().duplicates()).isZero();
    members.get(1).onPush(1, push(0), now);

    assertThat(traffic.tally().duplicates()).isEqualTo(1);
  }

  @Test
  void positionsThatFall_areOutOfOrder() {
    sendAll();
    members.get(1).onPush(1, push(2), now);
    members.get(1).onPush(2, push(0), now);

    assertThat(traffic.tally().outOfOrder()).isEqualTo(1);
  }

  @Test
  void seqGivenTwice_isOutOfOrder() {
    sendAll();
    members.get(1).onPush(1, push(0), now);
    members.get(1).onPush(1, push(2), now);

    assertThat(traffic.tally().outOfOrder()).isEqualTo(1);
  }

  @Test
  void otherPositionThanTheSenderWasTold_isOutOfOrder() {
    sendAll();
    acceptAll();
    members.get(1).onPush(1, pushOf(0, message(0).toBuilder().setPosition(9).build()), now);

    assertThat(traffic.tally().outOfOrder()).isEqualTo(1);
  }

  @Test
  void messagesOfASenderThatChangedPlaces_areOutOfOrder() {
    sendAll();
    answers.get(0).complete(new Sent("g0", 3, false));
    answers.get(4).complete(new Sent("g0", 1, false));

    assertThat(traffic.tally().outOfOrder()).isEqualTo(1);
  }

  @Test
  void otherText_isNotTheMessage() {
    sendAll();
    Content other = Content.newBuilder().setText(Text.newBuilder().setText("other")).build();
    members.get(1).onPush(1, pushOf(0, message(0).toBuilder().setContent(other).build()), now);

    assertThat(traffic.tally().received()).isZero();
  }

  @Test
  void unansweredForLongerThanPatience_endsTheSending() {
    var _ = traffic.sendDue(this::send);
    now = START + Traffic.PATIENCE_NANOS + 1;

    assertThat(traffic.sendDue(this::send)).isEqualTo(-1);
    assertThat(traffic.gaveUp()).isTrue();
    assertThat(sent).hasSize(1);
  }

  @Test
  void endedEarly_theRateIsThatOfTheTimeUntilThen() {
    var _ = traffic.sendDue(this::send);
    now = schedule.timedFromNanos();
    var _ = traffic.sendDue(this::send);
    answers.get(1).complete(new Sent("g1", 1, false));
    now += 2 * SECOND;
    var _ = traffic.sendDue(this::send);
    answers.getFirst().completeExceptionally(new IllegalStateException("refused"));
    answers.get(2).complete(new Sent("g0", 2, false));

    assertThat(traffic.tally().achievedRate()).isEqualTo(0.5);
  }

  @Test
  void refusedForGood_isNotAccepted_andNotLost() {
    var _ = traffic.sendDue(this::send);
    answers.getFirst().completeExceptionally(new IllegalStateException("refused"));
    var _ = traffic.sendDue(this::send);
    Tally tally = traffic.tally();

    assertThat(traffic.complete).isCompleted();
    assertThat(tally.gaveUp()).isTrue();
    assertThat(tally.accepted()).isZero();
    assertThat(tally.lost()).isZero();
  }
}
